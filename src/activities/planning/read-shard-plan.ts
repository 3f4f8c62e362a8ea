import { readShardScenarios } from '../../results/index.ts';
import type { Activities } from '../contract.ts';
import { resultsFailureOf } from '../recording/results-failure.ts';

/** See {@link Activities.readShardPlan}. Needs nothing but the disk. */
export function readShardPlan(): Activities['readShardPlan'] {
  return async ({ settings, planDigest, index }) => {
    try {
      return { scenarios: await readShardScenarios(settings.resultsDir, planDigest, index) };
    } catch (error) {
      throw resultsFailureOf(error);
    }
  };
}
