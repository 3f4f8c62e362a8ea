import { writeScenarioResults } from '../../results/index.ts';
import type { Activities } from '../contract.ts';
import { resultsFailureOf } from './results-failure.ts';

/** See {@link Activities.writeResults}. Needs nothing but the disk. */
export function writeResults(): Activities['writeResults'] {
  return async ({ settings, scenarios }) => {
    try {
      await writeScenarioResults(settings.resultsDir, scenarios);
    } catch (error) {
      throw resultsFailureOf(error);
    }
  };
}
