import { sealShardFile } from '../../results/index.ts';
import type { Activities } from '../contract.ts';
import { resultsFailureOf } from './results-failure.ts';

/** See {@link Activities.sealShard}. Needs nothing but the disk. */
export function sealShard(): Activities['sealShard'] {
  return async ({ settings, index, scenarios }) => {
    try {
      return await sealShardFile(settings.resultsDir, index, scenarios);
    } catch (error) {
      throw resultsFailureOf(error);
    }
  };
}
