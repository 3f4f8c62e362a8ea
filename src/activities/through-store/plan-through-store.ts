import { stat } from 'node:fs/promises';
import { makeDirectory, resultsLayout } from '../../results/index.ts';
import { artifactKeys, artifactsPrefixOf, historyKeyOf } from '../../shared/artifact-keys.ts';
import { completeRunInput } from '../../shared/run-input.ts';
import type { Activities } from '../contract.ts';
import { withHeartbeat } from '../heartbeat.ts';
import type { StoreParts, ThroughStoreDependencies } from './store-parts.ts';

/**
 * Plans a run whose scenarios came as a bundle: its results go the way back. The results directory of its settings stays
 * what whoever started it said, which is a directory over there.
 */
export function planThroughStore(
  plan: Activities['planRun'],
  { parts, activity, temporalServer }: ThroughStoreDependencies,
): Activities['planRun'] {
  return async (given) => {
    const completed = completeRunInput(given);
    const input = 'input' in completed ? completed.input : undefined;
    if (parts === undefined || input?.bundleDigest === undefined) return await plan(given);
    const { workflowId, runId } = temporalServer.currentWorkflow();
    return await withHeartbeat(activity(), async () => {
      const prefix = artifactsPrefixOf(await temporalServer.namespaceId(), workflowId, runId);
      return await planIn(parts, prefix, input.resultsDir, async (dir) => plan({ ...given, resultsDir: dir }));
    });
  };
}

type Plan = Awaited<ReturnType<Activities['planRun']>>;

async function planIn(
  { store, staging }: StoreParts,
  prefix: string,
  resultsDir: string,
  plan: (dir: string) => Promise<Plan>,
): Promise<Plan> {
  return await staging.within(async (dir) => {
    const { hidden, history, plan: planFile } = resultsLayout(dir);
    await makeDirectory(hidden);
    await store.getFile(historyKeyOf(prefix, resultsDir), history);
    const made = await plan(dir);
    const isSharded = await stat(planFile).catch(() => undefined);
    if (isSharded !== undefined) await store.putFile(artifactKeys(prefix).plan, planFile);
    return { ...made, settings: { ...made.settings, resultsDir, artifactsPrefix: prefix } };
  });
}
