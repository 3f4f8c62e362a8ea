import { basename } from 'node:path';
import { resultsLayout } from '../../results/index.ts';
import { artifactKeys } from '../../shared/artifact-keys.ts';
import type { Activities } from '../contract.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { withoutStore } from './store-failure.ts';
import type { ThroughStoreDependencies } from './store-parts.ts';

/** Runs a script whose log goes to the store while it is written. */
export function runThroughStore(
  run: Activities['runScenario'],
  { parts, activity }: ThroughStoreDependencies,
): Activities['runScenario'] {
  return async (input) => {
    const { artifactsPrefix } = input.settings;
    if (artifactsPrefix === undefined) return await run(input);
    if (parts === undefined) throw withoutStore();
    const { resultName } = input.scenario;
    const dir = await parts.staging.make();
    const key = artifactKeys(artifactsPrefix).log(resultName, input.attempt);
    const file = basename(resultsLayout(dir).log(resultName));
    const staged = { ...input, settings: { ...input.settings, resultsDir: dir } };
    // Also while the rest of its log is sent, which is after the script's own heartbeats.
    return await withHeartbeat(activity(), () => parts.logs.during(dir, { key, file }, () => run(staged)));
  };
}
