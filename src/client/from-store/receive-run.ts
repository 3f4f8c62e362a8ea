import { isAbsolute } from 'node:path';
import type { Invocation } from '../invocation.ts';
import type { RunOptions } from '../options/options.ts';
import type { RunIdentity } from '../start/start-run.ts';
import type { RunMemo } from '../start/run-memo.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { ReceivedResults } from './received-results.ts';

type ReceivingOptions = Pick<RunOptions, 'bundle' | 'bundleDigest' | 'artifacts' | 'cluster' | 'resultsDir'>;

/**
 * Before a run starts whose results are to come to a directory here through the artifact store: proves that no other
 * run has the directory (`Results.InUse`). Returns what begins to bring them once the run has been started; undefined
 * for a run whose workers write them by themselves.
 */
export async function prepareReceiving(
  { env }: Pick<Invocation, 'env'>,
  { bundle, bundleDigest, artifacts, cluster, resultsDir }: ReceivingOptions,
  temporal: Temporal,
): Promise<((run: RunIdentity, resultNames: readonly string[]) => Promise<ReceivedResults>) | undefined> {
  const isSent = cluster.kind === 'worker' && (bundle === true || bundleDigest !== undefined);
  if (!isSent || artifacts === undefined || !isAbsolute(resultsDir)) return undefined;
  const { openArtifactStore } = await import('../../artifacts/index.ts');
  const { openResults, requireFreeResults } = await import('../../results/index.ts');
  const { ownerOf, ownersIn, temporalNamespaceIdOf } = await import('./results-owner.ts');
  const { readPlan } = await import('../reading/read-plan.ts');
  const { ReceivedResults } = await import('./received-results.ts');
  const store = await openArtifactStore(artifacts, env);
  await requireFreeResults(resultsDir, await temporalNamespaceIdOf(temporal), ownersIn(temporal));
  return async (run, resultNames) => {
    await openResults(resultsDir, await ownerOf(temporal, run), resultNames, ownersIn(temporal));
    return new ReceivedResults({ run, store, dir: resultsDir, plan: () => readPlan(temporal, run) });
  };
}

/**
 * Once a run has closed: brings what `muster run` began to bring to this machine and has not, because it left or the
 * store was away. For people: what is missing, and what helps.
 */
export async function receiveRest(
  invocation: Invocation,
  temporal: Temporal,
  run: RunIdentity & { readonly memo?: RunMemo },
): Promise<readonly string[]> {
  const { memo } = run;
  if (memo?.cluster.kind !== 'worker' || !isAbsolute(memo.resultsDir)) return [];
  const { isResultsOf, readRunReport } = await import('../../results/index.ts');
  const dir = memo.resultsDir;
  if (!(await isResultsOf(dir, run.runId)) || (await readRunReport(dir))?.runId === run.runId) return [];
  const { storeHere } = await import('./store-here.ts');
  const store = await storeHere(invocation);
  if (store === undefined) return [];
  const { readPlan } = await import('../reading/read-plan.ts');
  const { ReceivedResults } = await import('./received-results.ts');
  return await new ReceivedResults({ run, store, dir, plan: () => readPlan(temporal, run) }).end();
}
