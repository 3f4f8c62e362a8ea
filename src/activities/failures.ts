import { ApplicationFailure } from '@temporalio/activity';
import { KubernetesError } from '../kubernetes/index.ts';
import type { FailureType } from '../shared/failure-types.ts';

/** A failure that no retry can mend. */
export function permanentFailure(type: FailureType, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true });
}

/** A failure that a retry may mend; `retryAfterMs` replaces the retry policy's own delay. */
export function passingFailure(type: FailureType, message: string, retryAfterMs?: number): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: false,
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
  });
}

/** An error of the cluster becomes a failure of the same type; everything else stays what it is. */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof KubernetesError)) return error;
  return error.retryable
    ? passingFailure(error.type, error.message, error.retryAfterMs)
    : permanentFailure(error.type, error.message);
}

/** The activity with its cluster errors turned into failures: the only place where that happens. */
export function withFailures<Input extends unknown[], Output>(
  activity: (...input: Input) => Promise<Output>,
): (...input: Input) => Promise<Output> {
  return async (...input) => {
    try {
      return await activity(...input);
    } catch (error) {
      throw failureOf(error);
    }
  };
}
