import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ActivityContext } from '../../../src/activities/activity-context.ts';
import type { Activities, RunScenarioInput } from '../../../src/activities/contract.ts';
import { finishRun } from '../../../src/activities/recording/finish-run.ts';
import { readShardPlan } from '../../../src/activities/planning/read-shard-plan.ts';
import { sealShard } from '../../../src/activities/recording/seal-shard.ts';
import { LogSender } from '../../../src/activities/through-store/log-sender.ts';
import { Staging } from '../../../src/activities/through-store/staging.ts';
import { throughStore } from '../../../src/activities/through-store/through-store.ts';
import { writeResults } from '../../../src/activities/recording/write-results.ts';
import { openDirectoryStore } from '../../../src/artifacts/directory-store.ts';
import type { ArtifactStore } from '../../../src/artifacts/index.ts';
import { resultsLayout, runReportOf, writeDiagnostics, writePlanFile } from '../../../src/results/index.ts';
import { artifactKeys, artifactsPrefixOf } from '../../../src/shared/artifact-keys.ts';
import { outcomeOf } from '../../../src/shared/outcome.ts';
import type { RunPlan } from '../../../src/shared/plan.ts';
import type { RunInput } from '../../../src/shared/run-input.ts';
import { diagnosticsOf } from '../../support/diagnostics.ts';
import { attemptOf, runReportOf as reportOf, scenarioReportOf, settingsOf } from '../../support/reports.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const prefix = artifactsPrefixOf('temporal-1', 'muster-demo', 'run-1');
const keys = artifactKeys(prefix);
const settings = settingsOf({ resultsDir: '/home/me/results', artifactsPrefix: prefix });

const activity = (): ActivityContext => ({
  signal: new AbortController().signal,
  attempt: 1,
  executionId: 'e',
  stoppedByWorker: () => false,
  heartbeat: () => undefined,
});

type Plain = Parameters<typeof throughStore>[0];

/** Each host has a disk of its own; they share the store only. */
function workerOn(host: string, store: ArtifactStore | undefined, plain: Partial<Activities> = {}) {
  const refuse = () => Promise.reject(new Error('not in this test'));
  const staging = new Staging(join(host, 'staging'), 'mark');
  const warn = () => undefined;
  const parts = store && { store, staging, logs: new LogSender({ store, staging, warn, intervalMs: 5 }) };
  const all: Plain = {
    planRun: refuse,
    readShardPlan: readShardPlan(),
    sealShard: sealShard(),
    adoptShard: refuse,
    runScenario: refuse,
    collectDiagnostics: refuse,
    writeResults: writeResults(),
    finishRun: finishRun({ activity }),
    ...plain,
  };
  const temporalServer = {
    currentWorkflow: () => ({ workflowId: 'muster-demo', runId: 'run-1' }),
    namespaceId: () => Promise.resolve('temporal-1'),
  };
  return throughStore(all, { parts, activity, temporalServer, warn });
}

const scriptWriting = (text: string): Activities['runScenario'] => {
  return async ({ settings, scenario }) => {
    await writeFile(resultsLayout(settings.resultsDir).log(scenario.resultName), text);
    return { status: 'failed', scriptMs: 1, tail: '' };
  };
};

const inputOf = (resultName: string, attempt: number) =>
  ({ settings, scenario: { path: `${resultName}.sh`, resultName }, attempt }) as unknown as RunScenarioInput;

async function hosts() {
  const dir = await temporaryDirectory();
  const [one, two] = [join(dir, 'one'), join(dir, 'two')];
  await Promise.all([one, two].map((host) => mkdir(host)));
  return { one, two, store: openDirectoryStore(join(dir, 'store')) };
}

describe('a run whose workers share no disk', () => {
  test('is finished by one worker from what the others have put into the store, and nothing stays on their disks', async () => {
    const { one, two, store } = await hosts();
    const failed = scenarioReportOf(
      'a',
      outcomeOf([attemptOf({ status: 'failed' }), attemptOf({ status: 'failed', attempt: 2 })]),
    );
    const passed = scenarioReportOf('b', outcomeOf([attemptOf({ status: 'passed' })]));
    const diagnostics = diagnosticsOf({ attempt: 2 });
    const runs = [
      workerOn(two, store, { runScenario: scriptWriting('first try\n') }).runScenario(inputOf('a', 1)),
      workerOn(one, store, { runScenario: scriptWriting('second try\nno\n') }).runScenario(inputOf('a', 2)),
      workerOn(two, store, { runScenario: scriptWriting('fine\n') }).runScenario(inputOf('b', 1)),
    ];
    expect((await Promise.all(runs)).map(({ status }) => status)).toEqual(['failed', 'failed', 'failed']);
    await workerOn(one, store, {
      collectDiagnostics: async ({ settings, scenario }) => {
        await writeDiagnostics(settings.resultsDir, scenario.resultName, diagnostics);
        return {};
      },
    }).collectDiagnostics({ ...inputOf('a', 2), namespace: 'n' });
    await workerOn(two, store).writeResults({ runName: 'demo', settings, scenarios: [failed] });
    await workerOn(one, store).writeResults({ runName: 'demo', settings, scenarios: [passed] });
    const { scenarios: _scenarios, settings: _settings, ...header } = reportOf([]);
    const finish = { header, settings, scenarios: [failed, passed] };
    await workerOn(two, store).finishRun(finish);

    const stored = await store.get(keys.report('run.json'), 1e9);
    const report = runReportOf(stored?.toString() ?? '');
    expect(report?.settings.resultsDir).toBe('/home/me/results');
    expect(report?.scenarios.map(({ log }) => log?.tail)).toEqual(['second try\nno', 'fine']);
    expect(report?.scenarios.map(({ outcome }) => outcome.status)).toEqual(['failed', 'passed']);
    const files = (await store.list(`${prefix}/reports/`)).map(({ key }) => key.slice(`${prefix}/reports/`.length));
    expect(files).toEqual(['aggregated.json', 'joblog.tsv', 'junit.xml', 'report.html', 'run.json']);
    for (const host of [one, two]) expect(await readdir(join(host, 'staging', 'mark'))).toEqual([]);

    // Once more on the other, as after an answer that was lost: the same bytes.
    await workerOn(one, store).finishRun(finish);
    expect(await store.get(keys.report('run.json'), 1e9)).toEqual(stored);
  });

  test('hands its shards on through the store', async () => {
    const { one, two, store } = await hosts();
    const scenarios = [{ path: 'a.sh', resultName: 'a', digest: 'd' }];
    let planDigest = '';
    const planRun = async ({ resultsDir = '' }: RunInput): Promise<RunPlan> => {
      planDigest = await writePlanFile(resultsDir, [scenarios]);
      return { settings: settingsOf({ resultsDir }) } as RunPlan;
    };
    const bundleDigest = 'a'.repeat(64);
    const plan = await workerOn(one, store, { planRun }).planRun({ resultsDir: '/home/me/results', bundleDigest });
    expect(plan.settings).toMatchObject({ resultsDir: '/home/me/results', artifactsPrefix: prefix });
    const shard = { settings: plan.settings, planDigest, index: 0 };
    expect(await workerOn(two, store).readShardPlan(shard)).toEqual({ scenarios });
    await workerOn(two, store).sealShard({
      settings,
      index: 0,
      scenarios: [{ path: 'a.sh', resultName: 'a', workflowId: 'w' }],
    });
    expect((await store.list(`${prefix}/shards/`)).map(({ key }) => key)).toEqual([keys.shard(0)]);
  });

  test('is left to others by a worker without a store', async () => {
    const { one } = await hosts();
    const lacking = { type: 'Artifacts.Unusable', nonRetryable: false };
    const worker = workerOn(one, undefined);
    await expect(worker.runScenario(inputOf('a', 1))).rejects.toMatchObject(lacking);
    await expect(worker.writeResults({ runName: 'demo', settings, scenarios: [] })).rejects.toMatchObject(lacking);
  });
});

test('a run whose results lie on a disk does not touch the store', async () => {
  const { one, store } = await hosts();
  const local = { ...inputOf('a', 1), settings: settingsOf({ resultsDir: one }) };
  await workerOn(one, store, { runScenario: scriptWriting('out\n') }).runScenario(local);
  expect(await readFile(join(one, 'a.log'), 'utf8')).toBe('out\n');
  expect(await store.list('')).toEqual([]);
});
