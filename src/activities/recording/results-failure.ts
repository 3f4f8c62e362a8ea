import { FailureType } from '../../shared/failure-types.ts';
import { isInTheWay, ResultsError } from '../../results/index.ts';
import { passingFailure, permanentFailure } from '../failures.ts';

/**
 * An error of the results directory becomes a failure of the same type. A full disk may be emptied, so that is tried
 * again; what lies in the way was put there, and a run does not wait for it.
 */
export function resultsFailureOf(error: unknown): unknown {
  if (!(error instanceof ResultsError)) return error;
  // The same record would be rendered to the same end, and what we found out ourselves is the same the next time.
  const isPermanent = error.type === FailureType.ResultsNotRendered || error.cause === undefined || isInTheWay(error);
  return isPermanent ? permanentFailure(error.type, error.message) : passingFailure(error.type, error.message);
}
