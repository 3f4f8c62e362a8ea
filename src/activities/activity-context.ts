import { Context } from '@temporalio/activity';

/** What an activity needs of Temporal while it runs; small, so that tests need no server. */
export interface ActivityContext {
  /** Aborts with the reason of the cancellation (a `CancelledFailure`). */
  readonly signal: AbortSignal;
  /** 1 for the first try; after it an earlier one may have done what its answer never told. */
  readonly attempt: number;
  /** Of the workflow execution that called it: the same for all attempts of a scenario, and of no other. */
  readonly executionId: string;
  /** Whether it was cancelled because this worker stops, not because anybody wants it to end. */
  stoppedByWorker(): boolean;
  heartbeat(details?: unknown): void;
}

/** The context of the activity that is running now. Throws outside of one. */
export function currentActivity(): ActivityContext {
  const context = Context.current();
  return {
    signal: context.cancellationSignal,
    attempt: context.info.attempt,
    executionId: context.info.workflowExecution?.runId ?? context.info.activityId,
    stoppedByWorker: () => context.cancellationDetails?.workerShutdown === true,
    heartbeat: (details) => context.heartbeat(details),
  };
}
