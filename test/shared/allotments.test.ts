import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Shares } from '../../src/shared/allotments.ts';
import { allot, committedOf, committedTo, wantsAnother, withOpened, withReport } from '../../src/shared/allotments.ts';
import { pacingOf } from '../../src/shared/shard-reports.ts';
import type { ModelShard } from '../support/shard-model.ts';
import { ShardModel } from '../support/shard-model.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
const limit = fc.integer({ min: 1, max: 50 });
const pick = fc.nat(1_000);
const step = fc.oneof(
  fc.record({ do: fc.constantFrom('deliver', 'double', 'lose', 'start', 'finish', 'report'), pick }),
  fc.record({ do: fc.constantFrom('deliver', 'start', 'finish'), pick }),
  fc.record({ do: fc.constantFrom('kill', 'pause', 'resume', 'close', 'scale'), pick }),
);

/** Whatever happens, in any order; after every step nobody runs more than the run believes. */
function take(model: ShardModel, { do: what, pick: at }: { do: string; pick: number }): void {
  const shards = [...model.shards.values()];
  const shard = shards[at % Math.max(1, shards.length)];
  const place = at % Math.max(1, model.messages.length);
  if (what === 'deliver') for (const message of model.messages.splice(place, 1)) model.deliver(message);
  if (what === 'double') for (const message of model.messages.slice(place, place + 1)) model.deliver(message);
  if (what === 'lose') model.messages.splice(place, 1);
  if (what === 'pause' || what === 'resume') model.paused = what === 'pause';
  if (what === 'scale') model.limit = 1 + (at % 50);
  if (what === 'close') model.closeDone();
  if (['pause', 'resume', 'scale'].includes(what)) model.update();
  if (shard === undefined) return;
  if (what === 'start') model.start(shard);
  if (what === 'finish') model.finish(shard);
  if (what === 'report') model.report(shard);
  if (what === 'kill' && at % 7 === 0) model.kill(shard);
}

function checkBelief(model: ShardModel): void {
  for (const share of model.shares.open) {
    const { running } = model.shards.get(share.index) ?? { running: 0 };
    expect(committedOf(share)).toBeGreaterThanOrEqual(running);
    expect(share.mayGoBy.length).toBeLessThanOrEqual(51);
  }
}

/** Delivers everything that is on its way, as often as answers come. */
function settle(model: ShardModel, report: (shard: ModelShard) => void): void {
  for (let rounds = 0; rounds < 1_000; rounds += 1) {
    for (const shard of model.shards.values()) model.start(shard);
    for (const shard of model.shards.values()) report(shard);
    if (model.messages.length === 0) return;
    for (const message of model.messages.splice(0)) model.deliver(message);
  }
  throw new Error('messages without end');
}

describe('slots of a run with shards', () => {
  test('are never used beyond the limit, whatever is lost, doubled or reordered', () => {
    fc.assert(
      fc.property(sizes, limit, fc.array(step, { maxLength: 300 }), (counts, first, steps) => {
        const model = new ShardModel(counts, first, pacingOf(counts.length));
        let bound = first;
        for (const each of steps) {
          const before = model.running;
          take(model, each);
          checkBelief(model);
          const limitNow = model.paused ? 0 : model.limit;
          // A limit that was lowered holds once what was given away before is given back.
          bound = Math.max(limitNow, Math.min(bound, committedTo(model.shares.open)));
          expect(model.running).toBeLessThanOrEqual(Math.max(before, bound));
          expect(model.running).toBeLessThanOrEqual(bound);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('are all used, and everything gets its turn, with reports only where the run needs them', () => {
    const move = fc.record({
      do: fc.constantFrom('finish', 'finish', 'finish', 'kill', 'pause', 'resume', 'scale'),
      pick,
    });
    fc.assert(
      fc.property(sizes, limit, fc.array(move, { maxLength: 200 }), (counts, first, moves) => {
        const model = new ShardModel(counts, first, { freedReports: 1_000, totalsReports: 1_000 });
        const quiet = () => settle(model, (shard) => model.reportIfWorth(shard));
        for (let at = 0; model.unfinished > 0; at += 1) {
          expect(at).toBeLessThan(2_000);
          take(model, moves[at] ?? { do: at === moves.length ? 'resume' : 'finish', pick: at });
          model.closeDone();
          quiet();
          const dead = model.shares.open.filter(({ lost }) => lost);
          // What a dead one may still use is nobody else's before it is adopted.
          const free = Math.max(0, model.limit - committedTo(dead));
          const alive = [...model.shards.values()].filter((shard) => !shard.dead);
          const running = alive.reduce((sum, shard) => sum + shard.running, 0);
          if (!model.paused) expect(running).toBeGreaterThanOrEqual(Math.min(free, model.unfinishedAlive));
          // A dead one is quiet only when the test lets its last scenario end.
          const stuck = [...model.shards.values()].find((shard) => shard.dead && shard.running > 0);
          if (stuck !== undefined) model.finish(stuck);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('go to the shard that opened first, and the next one opens a round ahead', () => {
    let shares: Shares = withOpened({ limit: 4, open: [] }, 0, 10);
    expect(wantsAnother(shares)).toBe(false);
    ({ shares } = allot(shares));
    expect(shares.open[0]?.told).toMatchObject({ seq: 1, slots: 4, drainingMax: 128 });
    shares = withReport(shares, 0, { seq: 1, allotmentSeq: 1, inUse: 4, waiting: 3, draining: 0 });
    expect(wantsAnother(shares)).toBe(true);
    ({ shares } = allot(withOpened(shares, 1, 10)));
    expect(shares.open.map(({ told }) => told.slots)).toEqual([4, 0]);
    shares = withReport(shares, 0, { seq: 2, allotmentSeq: 1, inUse: 3, waiting: 0, draining: 5 });
    const { telling } = allot(shares);
    expect([...telling]).toEqual([[1, { seq: 2, slots: 1, drainingMax: 120 }]]);
  });

  test('that a shard cannot use for its locks go to another one and come back when they are free', () => {
    let shares = allot(withOpened(withOpened({ limit: 4, open: [] }, 0, 10), 1, 10)).shares;
    shares = withReport(shares, 0, { seq: 1, allotmentSeq: 1, inUse: 1, waiting: 9, startable: 0, draining: 0 });
    ({ shares } = allot(shares));
    expect(shares.open.map(({ told }) => told.slots)).toEqual([1, 0]);
    shares = withReport(shares, 0, { seq: 2, allotmentSeq: 2, inUse: 1, waiting: 9, startable: 0, draining: 0 });
    ({ shares } = allot(shares));
    expect(shares.open.map(({ told }) => told.slots)).toEqual([1, 3]);
  });

  test('a refusal is told once to each, with what becomes of what has not started', () => {
    const refusal = { reason: 'Run.MaxFailures', message: 'enough' };
    const { shares } = allot(withOpened({ limit: 4, open: [] }, 0, 10));
    const told = allot({ ...shares, refusal });
    expect(told.telling.get(0)).toMatchObject({ seq: 2, refusal });
    expect(allot(told.shares).telling.size).toBe(0);
  });

  test('the room for draining namespaces is divided too, and never more than there is', () => {
    fc.assert(
      fc.property(
        sizes,
        limit,
        fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
        (counts, max, fixed) => {
          let shares: Shares = { limit: max, drainingMax: fixed, open: [] };
          counts.forEach((count, index) => (shares = withOpened(shares, index, count)));
          const { telling } = allot(shares);
          const sum = [...telling.values()].reduce((total, { drainingMax }) => total + drainingMax, 0);
          expect(sum).toBeLessThanOrEqual(fixed ?? Math.max(128, 4 * max));
          expect(telling.get(0)?.drainingMax).toBeGreaterThan(0);
        },
      ),
    );
  });

  test('a report that cannot be true changes nothing', () => {
    const { shares } = allot(withOpened({ limit: 4, open: [] }, 0, 10));
    const report = { seq: 1, allotmentSeq: 9, inUse: 0, waiting: 10, draining: 0 };
    expect(withReport(shares, 0, report)).toEqual(shares);
    expect(withReport(shares, 5, { ...report, allotmentSeq: 1 })).toEqual(shares);
  });
});
