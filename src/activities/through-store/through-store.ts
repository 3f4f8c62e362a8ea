import { readdir, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ArtifactStore } from '../../artifacts/index.ts';
import { makeDirectory, readShardScenarios, resultsLayout } from '../../results/index.ts';
import { artifactKeys, historyKeyOf } from '../../shared/artifact-keys.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import { STORED_FILES_AT_ONCE } from '../../shared/limits.ts';
import type { RunSettings } from '../../shared/plan.ts';
import type { Activities, AdoptShardInput } from '../contract.ts';
import { withFailures } from '../failures.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { fetchResults } from './fetch-results.ts';
import { planThroughStore } from './plan-through-store.ts';
import { runThroughStore } from './run-through-store.ts';
import { storeFailureOf, withoutStore } from './store-failure.ts';
import type { ThroughStoreDependencies } from './store-parts.ts';

/** The activities that read or write results. */
type Stored =
  | 'planRun'
  | 'readShardPlan'
  | 'sealShard'
  | 'adoptShard'
  | 'runScenario'
  | 'collectDiagnostics'
  | 'writeResults'
  | 'finishRun';

interface OfRun {
  readonly settings: Pick<RunSettings, 'resultsDir' | 'artifactsPrefix'>;
}

/**
 * The same activities, for runs whose workers share no disk: each works in a private directory of its own, into which
 * what it needs is fetched from the artifact store before, and from which what it wrote is put there after it. So any
 * worker of the queue may do any of them. Runs without `artifactsPrefix` are not touched.
 */
export function throughStore(plain: Pick<Activities, Stored>, deps: ThroughStoreDependencies) {
  const { parts } = deps;
  const beating =
    <Input, Output>(activity: (input: Input) => Promise<Output>) =>
    (input: Input) =>
      withHeartbeat(deps.activity(), () => activity(input));
  /** The activity, or what the work makes of it in a directory of its own. */
  const staged = <Input extends OfRun, Output>(
    activity: (input: Input) => Promise<Output>,
    work: (input: Input, place: Place, given: Input) => Promise<Output>,
  ) =>
    withFailures(async (input: Input): Promise<Output> => {
      const prefix = input.settings.artifactsPrefix;
      if (prefix === undefined) return await activity(input);
      if (parts === undefined) throw withoutStore();
      const { store, staging } = parts;
      return await staging.within(async (dir) => {
        const moved = { ...input, settings: { ...input.settings, resultsDir: dir } };
        return await work(moved, { dir, store, prefix, keys: artifactKeys(prefix) }, input);
      });
    }, storeFailureOf);
  return {
    planRun: withFailures(planThroughStore(plain.planRun, deps), storeFailureOf),
    runScenario: withFailures(runThroughStore(plain.runScenario, deps), storeFailureOf),
    readShardPlan: staged(plain.readShardPlan, async (input, place) => {
      await fetchPlan(place);
      return await plain.readShardPlan(input);
    }),
    sealShard: staged(plain.sealShard, async (input, place) => {
      const sealed = await plain.sealShard(input);
      await putSeal(place, input.index);
      return sealed;
    }),
    adoptShard: beating(staged(plain.adoptShard, (input, place) => adoptIn(place, plain.adoptShard, input))),
    collectDiagnostics: staged(plain.collectDiagnostics, async (input, { dir, store, keys }) => {
      const collected = await plain.collectDiagnostics(input);
      const { scenario, attempt, namespace } = input;
      const file = resultsLayout(dir).diagnosticsOf(scenario.resultName, attempt);
      await store.putFile(keys.diagnostics(scenario.resultName, attempt), file).catch((error: unknown) => {
        // As where it cannot be written: the line that it came to still reaches the run.
        deps.warn('what a namespace held could not be stored', { namespace, error: String(error) });
      });
      return collected;
    }),
    writeResults: staged(plain.writeResults, async (input, place) => {
      await plain.writeResults(input);
      await putRecords(place, input.scenarios);
    }),
    finishRun: beating(
      staged(plain.finishRun, async (input, place, given) => {
        const { resultsDir } = given.settings;
        await finishIn(place, resultsDir, () => plain.finishRun({ ...input, reportedDir: resultsDir }));
      }),
    ),
  } satisfies Pick<Activities, Stored>;
}

interface Place {
  readonly dir: string;
  readonly store: ArtifactStore;
  readonly prefix: string;
  readonly keys: ReturnType<typeof artifactKeys>;
}

async function fetchPlan({ dir, store, keys }: Place): Promise<void> {
  const { hidden, plan } = resultsLayout(dir);
  await makeDirectory(hidden);
  // One that is not there is told by whoever reads it.
  await store.getFile(keys.plan, plan);
}

async function putSeal({ dir, store, keys }: Place, index: number): Promise<void> {
  await store.putFile(keys.shard(index), resultsLayout(dir).sealedShard(index));
}

async function putRecords({ dir, store, keys }: Place, scenarios: readonly WithName[]): Promise<void> {
  const { scenarioRecord } = resultsLayout(dir);
  await inParallel(scenarios, STORED_FILES_AT_ONCE, ({ resultName }) =>
    store.putFile(keys.record(resultName), scenarioRecord(resultName)),
  );
}

interface WithName {
  readonly resultName: string;
}

/** With the records that the shard's own writer has put, so that only those of the others are made anew. */
async function adoptIn(place: Place, adopt: Activities['adoptShard'], input: AdoptShardInput) {
  const { dir, store, keys } = place;
  const { scenarios: folder, scenarioRecord } = resultsLayout(dir);
  await fetchPlan(place);
  const planned = await readShardScenarios(dir, input.planDigest, input.index).catch(() => []);
  await makeDirectory(folder);
  await inParallel(planned, STORED_FILES_AT_ONCE, async ({ resultName }) => {
    await store.getFile(keys.record(resultName), scenarioRecord(resultName));
  });
  const adopted = await adopt(input);
  const written = await readdir(folder);
  // Those that were there too: adoption puts right what is not what Temporal says.
  await putRecords(
    place,
    planned.filter(({ resultName }) => written.includes(`${resultName}.json`)),
  );
  await putSeal(place, input.index);
  return adopted;
}

/** Also what was written before it failed is put: a report that cannot be made must not cost the others. */
async function finishIn(place: Place, resultsDir: string, finish: () => Promise<void>): Promise<void> {
  const { dir, store, prefix, keys } = place;
  const { history, runReport, reports } = resultsLayout(dir);
  const historyKey = historyKeyOf(prefix, resultsDir);
  await fetchResults(store, prefix, dir);
  await store.getFile(historyKey, history);
  const put = async (key: string, file: string) => {
    if (await isFile(file)) await store.putFile(key, file);
  };
  try {
    await finish();
  } finally {
    for (const file of [...reports, runReport]) await put(keys.report(basename(file)), file);
    await put(historyKey, history);
  }
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
