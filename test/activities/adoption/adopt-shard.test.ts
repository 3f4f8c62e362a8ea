import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { adoptShard } from '../../../src/activities/adoption/adopt-shard.ts';
import type { Closings, ScenarioClosing } from '../../../src/activities/adoption/scenario-closing.ts';
import {
  openResults,
  readScenarioRecords,
  readSealedShard,
  resultsLayout,
  writePlanFile,
  writeScenarioResults,
} from '../../../src/results/index.ts';
import { ADOPTION_ASKED_AT_ONCE } from '../../../src/shared/limits.ts';
import { scenarioWorkflowIdOf } from '../../../src/shared/names.ts';
import { outcomeOf } from '../../../src/shared/outcome.ts';
import { fakeActivity } from '../../support/cluster.ts';
import { planned } from '../../support/fake-world.ts';
import { attemptOf, scenarioReportOf, settingsOf } from '../../support/reports.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const OWNER = { runName: 'demo', workflowId: 'muster-demo', runId: 'run-1', temporalNamespaceId: 'temporal-1' };
const idOf = (name: string) => scenarioWorkflowIdOf('muster-demo', 'run-1', `${name}.sh`);
const passed = outcomeOf([attemptOf({ status: 'passed', exitCode: 0 })]);
const failed = outcomeOf([attemptOf({ status: 'failed', reason: 'exit-code', message: 'exit code 3', exitCode: 3 })]);
const NOW_MS = 1_700_000_100_000;
const CLOSED_AT_MS = 1_700_000_050_000;

function closed(output: unknown): ScenarioClosing {
  return { state: 'closed', how: 'with-output', closedAtMs: CLOSED_AT_MS, output };
}

/** Each answers its closings in turn, the last one for ever. */
function temporal(answers: Record<string, readonly ScenarioClosing[]>) {
  const left = new Map(Object.entries(answers).map(([name, all]) => [idOf(name), [...all]]));
  const asked: string[] = [];
  let atOnce = 0;
  let atOnceMax = 0;
  const closings: Closings = {
    of: async (workflowId) => {
      asked.push(workflowId);
      atOnce += 1;
      atOnceMax = Math.max(atOnceMax, atOnce);
      await Promise.resolve();
      atOnce -= 1;
      const mine = left.get(workflowId) ?? [];
      return (mine.length > 1 ? mine.shift() : mine[0]) ?? { state: 'unknown' };
    },
  };
  return { closings, asked, most: () => atOnceMax };
}

async function shardOf(names: readonly string[], closings: Closings, signal = new AbortController().signal) {
  const dir = await temporaryDirectory();
  const settings = settingsOf({ resultsDir: dir });
  await openResults(dir, OWNER, names, () => Promise.resolve('closed'));
  const scenarios = names.map((name) => planned(`${name}.sh`, { tags: ['smoke'] }));
  const planDigest = await writePlanFile(dir, [[planned('elsewhere.sh')], scenarios]);
  const adopt = adoptShard({
    activity: () => ({ ...fakeActivity(), signal }),
    closings,
    now: () => NOW_MS,
    intervalMs: 1,
  });
  const input = {
    runName: 'demo',
    settings,
    planDigest,
    index: 1,
    runWorkflowId: 'muster-demo',
    runFirstRunId: 'run-1',
  };
  return {
    dir,
    adopt: () => adopt(input),
    ids: names.map((name) => ({ ...planned(`${name}.sh`), workflowId: idOf(name) })),
  };
}

test('outcomes come from the results of the scenarios, what never started or was cancelled is errored', async () => {
  const kept = [{ name: 'ns-b', uid: 'u', scenario: 'b.sh', untilMs: 5 }];
  const stuck = [{ name: 'ns-s', reason: 'Namespace.Stuck', conditions: [] }];
  const { closings } = temporal({
    a: [closed({ outcome: passed, draining: [{ name: 'ns-a' }], stuck: [] })],
    b: [closed({ outcome: failed, draining: [], stuck, kept })],
    c: [{ state: 'closed', how: 'cancelled', closedAtMs: CLOSED_AT_MS }],
    d: [{ state: 'closed', how: 'terminated', closedAtMs: CLOSED_AT_MS }],
    e: [{ state: 'closed', how: 'timed-out', closedAtMs: CLOSED_AT_MS }],
    f: [closed('no outcome')],
    g: [{ state: 'closed', how: 'other', closedAtMs: CLOSED_AT_MS }],
    h: [{ state: 'unknown' }],
  });
  const { dir, adopt, ids } = await shardOf(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], closings);
  const result = await adopt();
  expect(result).toEqual({
    digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    totals: { total: 8, passed: 1, failed: 1, errored: 6, skipped: 0, cancelled: 0, flaky: 0 },
    notPassed: ['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => `${name}.sh`),
    draining: [{ name: 'ns-a' }],
    stuck,
    kept,
  });
  const sealed = await readSealedShard(dir, 1, result.digest);
  expect(sealed?.map(({ path, ended }) => [path, ended?.status, ended?.reason])).toEqual([
    ['a.sh', 'passed', undefined],
    ['b.sh', 'failed', 'exit-code'],
    ...['c', 'd', 'e', 'f', 'g', 'h'].map((name) => [`${name}.sh`, 'errored', 'Shard.Lost']),
  ]);
  const messages = sealed?.slice(2).map(({ ended }) => ended?.message);
  expect(new Set(messages).size).toBe(6);
  const records = await readScenarioRecords(dir, ids);
  expect(records.get('b.sh')).toMatchObject({ outcome: failed, keptUntilMs: 5, tags: ['smoke'] });
  expect(records.get('c.sh')).toMatchObject({ startedAtMs: CLOSED_AT_MS, finishedAtMs: CLOSED_AT_MS });
  expect(records.get('h.sh')).toMatchObject({ startedAtMs: NOW_MS, finishedAtMs: NOW_MS });
});

test('waits for those that are open, and believes twice only that one is unknown', async () => {
  const end = closed({ outcome: passed, draining: [], stuck: [] });
  const { closings, asked } = temporal({
    slow: [{ state: 'open' }, { state: 'open' }, end],
    late: [{ state: 'unknown' }, { state: 'open' }, end],
    never: [{ state: 'unknown' }],
  });
  const { adopt } = await shardOf(['slow', 'late', 'never'], closings);
  expect((await adopt()).totals).toMatchObject({ total: 3, passed: 2, errored: 1 });
  expect(asked.filter((id) => id === idOf('never'))).toHaveLength(2);
});

test('a record that says the same stays as it is, another is replaced; asking again changes nothing', async () => {
  const output = { outcome: passed, draining: [], stuck: [] };
  const { closings } = temporal({ a: [closed(output)], b: [closed(output)], c: [{ state: 'unknown' }] });
  const { dir, adopt, ids } = await shardOf(['a', 'b', 'c'], closings);
  const own = { ...scenarioReportOf('a', passed), workflowId: idOf('a'), name: 'as the shard wrote it' };
  const forged = { ...scenarioReportOf('b', failed), workflowId: idOf('b') };
  await writeScenarioResults(dir, [own, forged]);
  const first = await adopt();
  const texts = () =>
    Promise.all(['a', 'b', 'c'].map((name) => readFile(resultsLayout(dir).scenarioRecord(name), 'utf8')));
  const before = await texts();
  expect(await adopt()).toEqual(first);
  expect(await texts()).toEqual(before);
  const records = await readScenarioRecords(dir, ids);
  expect(records.get('a.sh')?.name).toBe('as the shard wrote it');
  expect(records.get('b.sh')?.outcome.status).toBe('passed');
});

test('asks for a bounded number at once', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `s${index}`);
  const end = closed({ outcome: passed, draining: [], stuck: [] });
  const { closings, most } = temporal(Object.fromEntries(names.map((name) => [name, [end]])));
  const { adopt } = await shardOf(names, closings);
  expect((await adopt()).totals.passed).toBe(200);
  expect(most()).toBe(ADOPTION_ASKED_AT_ONCE);
});

test('a cancellation ends the wait; what Temporal cannot answer is tried again as a whole', async () => {
  const cancel = new AbortController();
  const cancelled = new Error('cancelled');
  const endless: Closings = {
    of: () => {
      cancel.abort(cancelled);
      return Promise.resolve({ state: 'open' });
    },
  };
  await expect((await shardOf(['a'], endless, cancel.signal)).adopt()).rejects.toBe(cancelled);
  const away = new Error('unavailable');
  await expect((await shardOf(['a'], { of: () => Promise.reject(away) })).adopt()).rejects.toBe(away);
});

test('a plan that was changed is refused for good', async () => {
  const { dir, adopt } = await shardOf(['a'], temporal({}).closings);
  await writeFile(resultsLayout(dir).plan, '{}');
  await expect(adopt()).rejects.toMatchObject({ type: 'Results.Unwritable', nonRetryable: true });
});
