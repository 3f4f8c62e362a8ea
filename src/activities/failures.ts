import { ApplicationFailure } from '@temporalio/activity';
import { isKubernetesError, KubernetesError } from '../kubernetes/index.ts';
import { FailureType } from '../shared/failure-types.ts';

/** A failure that no retry can mend. `details` are for the workflow. */
export function permanentFailure(type: FailureType, message: string, ...details: unknown[]): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true, details });
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
  toFailure: (error: unknown) => unknown = failureOf,
): (...input: Input) => Promise<Output> {
  return async (...input) => {
    try {
      return await activity(...input);
    } catch (error) {
      throw toFailure(error);
    }
  };
}

/**
 * For what deletes: credentials that have run out are renewed by somebody sooner or later, and until the activity's own
 * time is up a namespace must not be given up for that.
 */
export function cleanupFailureOf(error: unknown): unknown {
  if (!isKubernetesError(error, FailureType.ClusterUnauthorized)) return failureOf(error);
  return passingFailure(error.type, error.message);
}
