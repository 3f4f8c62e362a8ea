import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finishRun } from '../../src/activities/recording/finish-run.ts';
import { sealShard } from '../../src/activities/recording/seal-shard.ts';
import {
  openResults,
  readRunReport,
  resultsLayout,
  writePlanFile,
  writeScenarioResults,
  type SealedScenario,
} from '../../src/results/index.ts';
import { scenarioWorkflowIdOf } from '../../src/shared/names.ts';
import { outcomeOf, summarize } from '../../src/shared/outcome.ts';
import type { ScenarioReport } from '../../src/shared/run-report.ts';
import { fakeActivity } from '../support/cluster.ts';
import { planned } from '../support/fake-world.ts';
import { attemptOf, runReportOf, scenarioReportOf, settingsOf } from '../support/reports.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const OWNER = { runName: 'demo', workflowId: 'muster-demo', runId: 'run-1', temporalNamespaceId: 'temporal-1' };
const passed = outcomeOf([attemptOf({ status: 'passed', exitCode: 0 })]);
const failed = outcomeOf([attemptOf({ status: 'failed', reason: 'exit-code', message: 'exit code 3', exitCode: 3 })]);

/** Every third fails. */
function resultOf(name: string, index: number): ScenarioReport {
  const workflowId = scenarioWorkflowIdOf('muster-demo', 'run-1', `${name}.sh`);
  return { ...scenarioReportOf(name, index % 3 === 0 ? failed : passed), workflowId };
}

function sealedOf({ path, resultName, workflowId, outcome }: ScenarioReport): SealedScenario {
  const { attempts: _attempts, ...ended } = outcome;
  return { path, resultName, workflowId, ended };
}

/** A run whose shards have so many scenarios each, with every file as it should be. */
async function ranWith(sizes: readonly number[]) {
  const dir = await temporaryDirectory();
  const settings = settingsOf({ resultsDir: dir });
  const results = sizes.map((size, shard) =>
    Array.from({ length: size }, (_, index) => resultOf(`s${shard}-${index}`, index)),
  );
  const all = results.flat();
  await openResults(
    dir,
    OWNER,
    all.map(({ resultName }) => resultName),
    () => Promise.resolve('closed'),
  );
  const planDigest = await writePlanFile(
    dir,
    results.map((shard) => shard.map(({ path }) => planned(path))),
  );
  await writeScenarioResults(dir, all);
  const sealedDigests: string[] = [];
  for (const [index, shard] of results.entries()) {
    const { digest } = await sealShard()({ settings, index, scenarios: shard.map(sealedOf) });
    sealedDigests.push(digest);
  }
  const { scenarios: _scenarios, settings: _settings, ...header } = runReportOf(all);
  const finish = async (withPlanDigest = true) => {
    const input = { header, settings, scenarios: [], sealedDigests, ...(withPlanDigest ? { planDigest } : {}) };
    await finishRun({ activity: () => fakeActivity() })(input);
    return (await readRunReport(dir))!;
  };
  return { dir, all, finish, layout: resultsLayout(dir) };
}

const bare = ({ history: _history, ...scenario }: ScenarioReport) => scenario;

test('what the shards were sealed with and their records make the report, in the order of the plan', async () => {
  const { all, finish } = await ranWith([3, 2]);
  const report = await finish();
  expect(report.scenarios.map(bare)).toEqual(all);
  expect(report.totals).toEqual(summarize(all.map(({ outcome }) => outcome)));
  expect(report).not.toHaveProperty('omitted');
});

test('a record that says something else than the seal is not believed', async () => {
  const { dir, all, finish } = await ranWith([3, 2]);
  await writeScenarioResults(dir, [{ ...all[0]!, outcome: passed }]);
  const { attempts: _attempts, ...ended } = failed;
  expect((await finish()).scenarios[0]?.outcome).toEqual({ ...ended, attempts: [] });
});

test.each([
  ['gone', (path: string) => rm(path)],
  ['changed', (path: string) => appendFile(path, ' ')],
])('of a shard whose seal is %s the records are believed, and the report says so', async (_what, change) => {
  const { all, finish, layout } = await ranWith([3, 2]);
  await change(layout.sealedShard(1));
  await rm(layout.scenarioRecord('s1-1'));
  const report = await finish();
  expect(report.scenarios.slice(0, 4).map(bare)).toEqual(all.slice(0, 4));
  expect(report.scenarios[4]).toMatchObject({
    path: 's1-1.sh',
    outcome: { status: 'errored', reason: 'Scenario.Lost' },
  });
  expect(report.omitted).toEqual([expect.stringContaining('of shard 1 ')]);
});

test('without the plan too, scenarios are known by their result files; none is counted twice', async () => {
  const { all, finish, layout } = await ranWith([3, 3]);
  await rm(layout.plan);
  await rm(layout.sealedShard(1));
  const record = await readFile(layout.scenarioRecord('s1-0'), 'utf8');
  // Says that it is another's, and another says that it is this one.
  await writeFile(layout.scenarioRecord('s1-1'), record.replace('"s1-0"', '"s1-1"'));
  await rm(layout.scenarioRecord('s1-2'));
  const report = await finish();
  expect(report.scenarios.slice(0, 4).map(bare)).toEqual(all.slice(0, 4));
  expect(report.scenarios.slice(4).map(({ path, outcome }) => [path, outcome.reason])).toEqual([
    ['s1-1', 'Scenario.Lost'],
    ['s1-2', 'Scenario.Lost'],
  ]);
});

test('whatever mixture of files is left, each planned scenario is in the report exactly once', async () => {
  const damage = fc.constantFrom('none', 'gone', 'changed', 'empty') as fc.Arbitrary<Damage>;
  const size = fc.integer({ min: 1, max: 4 });
  const shard = fc.record({ size, seal: damage, records: fc.array(damage, { minLength: 4, maxLength: 4 }) });
  const run = fc.record({
    shards: fc.array(shard, { minLength: 1, maxLength: 4 }),
    plan: damage,
    withPlanDigest: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(run, async ({ shards, plan, withPlanDigest }) => {
      const { all, finish, layout } = await ranWith(shards.map(({ size }) => size));
      await damaged(layout.plan, plan);
      for (const [index, { size, seal, records }] of shards.entries()) {
        await damaged(layout.sealedShard(index), seal);
        for (let at = 0; at < size; at += 1) {
          await damaged(layout.scenarioRecord(`s${index}-${at}`), records[at] ?? 'none');
        }
      }
      const report = await finish(withPlanDigest);
      expect(report.totals).toEqual(summarize(all.map(({ outcome }) => outcome)));
      expect(report.scenarios.map(({ resultName }) => resultName).toSorted()).toEqual(
        all.map(({ resultName }) => resultName).toSorted(),
      );
      expect(new Set(report.scenarios.map(({ path }) => path)).size).toBe(all.length);
      const sealed = new Set(all.filter((_, place) => isSealed(shards, place)).map(({ path }) => path));
      for (const scenario of all.filter(({ path }) => sealed.has(path))) {
        const told = report.scenarios.find(({ path }) => path === scenario.path);
        expect(told?.outcome.status).toBe(scenario.outcome.status);
      }
    }),
    { numRuns: 15 },
  );
}, 60_000);

type Damage = 'none' | 'gone' | 'changed' | 'empty';

async function damaged(path: string, damage: Damage): Promise<void> {
  if (damage === 'gone') await rm(path);
  if (damage === 'changed') await writeFile(path, (await readFile(path, 'utf8')).replaceAll('failed', 'passed') + ' ');
  if (damage === 'empty') await writeFile(path, '');
}

function isSealed(shards: readonly { readonly size: number; readonly seal: Damage }[], place: number): boolean {
  const seals = shards.flatMap(({ size, seal }) => Array.from({ length: size }, () => seal));
  return seals[place] === 'none';
}
