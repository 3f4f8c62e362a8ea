import { ApplicationFailureCategory, TimeoutType } from '@temporalio/common';
import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure, TimeoutFailure } from '@temporalio/workflow';

export interface FailureDescription {
  /** A `FailureType`, or the error's own type where it is not one of ours. */
  readonly type: string;
  readonly message: string;
}

/** What an activity's failure means, by types only. `whenTimedOut` names what a time-out of this activity stands for. */
export function describeFailure(error: unknown, whenTimedOut: FailureDescription): FailureDescription {
  if (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) {
    return describeFailure(error.cause, whenTimedOut);
  }
  if (error instanceof TimeoutFailure) {
    // The time for all tries is up: the last try's own failure says more than "timed out".
    if (error.timeoutType === TimeoutType.SCHEDULE_TO_CLOSE && error.cause !== undefined) {
      return describeFailure(error.cause, whenTimedOut);
    }
    if (error.timeoutType === TimeoutType.SCHEDULE_TO_START) {
      return { type: whenTimedOut.type, message: 'no worker took it up in time' };
    }
    return whenTimedOut;
  }
  if (error instanceof ApplicationFailure) {
    return { type: error.type ?? 'Unknown', message: error.message };
  }
  if (error instanceof Error) return { type: error.name, message: error.message };
  return { type: 'Unknown', message: String(error) };
}

/** The first detail of the failure that a failed activity ended with. */
export function detailOf(error: unknown): unknown {
  if (error instanceof ActivityFailure) return detailOf(error.cause);
  return error instanceof ApplicationFailure ? error.details?.[0] : undefined;
}

/** A failure that is an outcome, not an accident: closes the workflow as Failed without alarming logs and metrics. */
export function benignFailure(type: string, message: string, details: unknown): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: true,
    category: ApplicationFailureCategory.BENIGN,
    details: [details],
  });
}
