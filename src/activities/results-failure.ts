import { ResultsError } from '../results/index.ts';
import { passingFailure } from './failures.ts';

/** An error of the results directory becomes a failure of the same type; a full disk may be emptied, so try again. */
export function resultsFailureOf(error: unknown): unknown {
  return error instanceof ResultsError ? passingFailure(error.type, error.message) : error;
}
