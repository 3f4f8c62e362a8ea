import { expect, test } from 'vitest';
import { RUN_EVENTS_FOR_SHARDS, SCENARIOS_PER_SHARD_MAX } from '../../src/shared/limits.ts';
import { pacingOf } from '../../src/shared/shard-reports.ts';
import { ShardModel } from '../support/shard-model.ts';

/** Runs everything to its end; which scenario ends next is decided by a fixed sequence. */
function finishAll(model: ShardModel): void {
  let random = 1;
  while (model.unfinished > 0) {
    for (const shard of model.shards.values()) model.start(shard);
    const busy = [...model.shards.values()].filter(({ running }) => running > 0);
    random = (random * 48_271) % 2_147_483_647;
    const shard = busy[random % Math.max(1, busy.length)];
    if (shard !== undefined) model.finish(shard);
    model.nowMs += 1_000;
    for (const each of model.shards.values()) model.reportIfWorth(each);
    for (const message of model.messages.splice(0)) model.deliver(message);
    model.closeDone();
  }
}

/** As many as they can be: no two of them share a workflow task. */
function eventsOf(model: ShardModel, shardCount: number): number {
  return 9 * shardCount + 4 * model.reportCount + 5 * model.tellingCount;
}

test.each([
  [50, 4],
  [50, 32],
  [50, 200],
  [50, 1_000],
  [5, 4],
  [5, 32],
  [5, 1_000],
  [2, 32],
])('%d full shards at a limit of %d cost their run no more events than there is room for', (count, limit) => {
  const model = new ShardModel(Array<number>(count).fill(SCENARIOS_PER_SHARD_MAX), limit, pacingOf(count));
  finishAll(model);
  expect(eventsOf(model, count)).toBeLessThanOrEqual(RUN_EVENTS_FOR_SHARDS);
});

test('with few shards every freed slot is reported, with many in about four steps', () => {
  expect(pacingOf(2)).toEqual({ freedReports: 40, totalsReports: 30 });
  expect(pacingOf(7).freedReports).toBeGreaterThanOrEqual(32);
  expect(pacingOf(50)).toEqual({ freedReports: 4, totalsReports: 3 });
});

test('failures are told of one by one when few are allowed', () => {
  expect(pacingOf(50, 1).failureStep).toBe(1);
  expect(pacingOf(50, 50).failureStep).toBe(1);
  expect(pacingOf(50, 10_000).failureStep).toBe(200);
});
