import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { ShardAnswer } from '../../../src/client/follow/compose-progress.ts';
import { ShardQuestions } from '../../../src/client/follow/shard-questions.ts';
import { MINUTE_MS, SHARDS_ASKED_AT_ONCE, SHARDS_REPLAYED_AT_ONCE } from '../../../src/shared/limits.ts';
import { summarize } from '../../../src/shared/outcome.ts';
import type { ShardProgress } from '../../../src/shared/run-progress.ts';
import { gate } from '../../support/gate.ts';
import { progressOf } from '../support/records.ts';

const shard = (index: number): ShardProgress => ({
  index,
  workflowId: `run:shard-${index}`,
  state: 'open',
  scenarioCount: 2,
  totals: summarize([]),
});
const question = (index: number) => ({ shard: shard(index), cursor: 0 });
const told: ShardAnswer = { kind: 'told', from: 0, asked: 'open', progress: progressOf() };

it('a shard that does not answer holds up neither the others nor who asks, and is not asked twice', async () => {
  const asked: number[] = [];
  const late = gate<ShardAnswer>();
  const questions = new ShardQuestions(({ index }) => {
    asked.push(index);
    return index === 0 ? late.opened : Promise.resolve(told);
  });
  const first = await questions.answersTo([question(0), question(1)], 20);
  expect([...first.keys()]).toEqual([1]);
  const second = await questions.answersTo([question(0), question(2)], 20);
  expect([...second.keys()]).toEqual([2]);
  expect(asked).toEqual([0, 1, 2]);
  late.open(told);
  await sleep(0);
  expect([...(await questions.answersTo([question(0)], 20)).keys()]).toEqual([0]);
  expect(asked).toEqual([0, 1, 2]);
});

it.each([
  ['open', SHARDS_ASKED_AT_ONCE],
  ['closed', SHARDS_REPLAYED_AT_ONCE],
] as const)('asks so many %s ones at once and no more, and all of them in the end', async (state, atOnce) => {
  let openCount = 0;
  let most = 0;
  const questions = new ShardQuestions(async () => {
    most = Math.max(most, (openCount += 1));
    await sleep(1);
    openCount -= 1;
    return told;
  });
  const all = Array.from({ length: 50 }, (_, index) => ({ shard: { ...shard(index), state }, cursor: 0 }));
  expect((await questions.answersTo(all, MINUTE_MS)).size).toBe(50);
  expect(most).toBe(atOnce);
});

it.each([
  ['nobody polls its queue', 9, true],
  ['it is not there any more', 5, false],
])('%s: an answer of its own kind, and no error', async (_, code, mayPass) => {
  const error = Object.assign(new Error('text that nobody reads'), { code, details: '', metadata: {} });
  const questions = new ShardQuestions(() => Promise.reject(error));
  expect([...(await questions.answersTo([question(0)], MINUTE_MS)).values()]).toEqual([{ kind: 'failed', mayPass }]);
});
