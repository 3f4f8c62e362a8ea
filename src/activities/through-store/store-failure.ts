import { ArtifactsError } from '../../artifacts/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { passingFailure, permanentFailure } from '../failures.ts';

/** An error of the artifact store becomes a failure of the same type. */
export function storeFailureOf(error: unknown): unknown {
  if (!(error instanceof ArtifactsError)) return error;
  return error.retryable ? passingFailure(error.type, error.message) : permanentFailure(error.type, error.message);
}

/** For a try that another worker of the queue, which has a store, may take up. */
export function withoutStore(): Error {
  const text = "The run's results go through an artifact store, and this worker was started without one (--artifacts).";
  return passingFailure(FailureType.ArtifactsUnusable, text);
}
