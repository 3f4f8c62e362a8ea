import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunReading, ShardAnswer } from '../../../src/client/follow/compose-progress.ts';
import { shardsToRead, takeIn } from '../../../src/client/follow/compose-progress.ts';
import type { ReadPosition } from '../../../src/client/follow/read-position.ts';
import { FROM_THE_START } from '../../../src/client/follow/read-position.ts';
import { FINISHED_PAGE_COUNT, SHARD_READS_FAILED_MAX } from '../../../src/shared/limits.ts';
import type { Totals } from '../../../src/shared/outcome.ts';
import { sumOfTotals, summarize } from '../../../src/shared/outcome.ts';
import type { RunProgress, ShardProgress } from '../../../src/shared/run-progress.ts';
import { finishedOf, progressOf } from '../support/records.ts';

/** One shard of a run that is played: what it has finished, and what its run has heard of it. */
class PlayedShard {
  state: ShardProgress['state'] = 'waiting';
  endedCount = 0;
  /** What its own workflow told before it was ended from outside. */
  toldMax: number;
  reported: Totals = summarize([]);
  readonly index: number;
  readonly paths: readonly string[];

  constructor(index: number, count: number) {
    this.index = index;
    this.paths = Array.from({ length: count }, (_, at) => `${index}/${at}.sh`);
    this.toldMax = count;
  }

  get totals(): Totals {
    return summarize(this.paths.slice(0, this.endedCount).map((path) => finishedOf(path)));
  }

  play(step: 'open' | 'end' | 'report' | 'close' | 'adopt'): void {
    if (step === 'open' && this.state === 'waiting') this.state = 'open';
    if (this.state !== 'open') return;
    if (step === 'end') this.endedCount = Math.min(this.paths.length, this.endedCount + 1);
    if (step === 'close' && this.endedCount === this.paths.length) this.state = 'closed';
    if (step === 'adopt') {
      this.toldMax = this.endedCount;
      this.endedCount = this.paths.length;
      this.state = 'adopted';
    }
    if (step !== 'end') this.reported = this.totals;
  }

  answer(from: number, asked: ShardProgress['state']): ShardAnswer {
    const told = this.paths.slice(0, Math.min(this.endedCount, this.toldMax));
    const finished = told.slice(from, from + FINISHED_PAGE_COUNT).map((path) => finishedOf(path));
    const running = this.paths.slice(told.length, told.length + 1).map((path) => ({ path, sinceMs: 1 }));
    const progress = progressOf({ finished, running, totals: summarize(told.map((path) => finishedOf(path))) });
    const others = asked === 'adopted' ? this.paths.slice(told.length).map((path) => finishedOf(path)) : [];
    return { kind: 'told', from, asked, progress, others };
  }

  progress(): ShardProgress {
    const { index, state, reported: totals } = this;
    return { index, workflowId: `run:shard-${index}`, state, scenarioCount: this.paths.length, totals };
  }
}

class PlayedRun {
  readonly shards: readonly PlayedShard[];
  position: ReadPosition = FROM_THE_START;
  readonly told: string[] = [];
  readonly readings: RunReading[] = [];
  private late: [number, ShardAnswer][] = [];

  constructor(counts: readonly number[]) {
    this.shards = counts.map((count, index) => new PlayedShard(index, count));
  }

  get paths(): string[] {
    return this.shards.flatMap(({ paths }) => [...paths]);
  }

  own(): RunProgress {
    const shards = this.shards.map((shard) => shard.progress());
    const totals = sumOfTotals(shards.map((shard) => shard.totals));
    return progressOf({ shards, totals, plannedCount: this.paths.length });
  }

  /** `slow`: shards whose answers come with the next read; `failing`: those that give none. */
  read(slow: ReadonlySet<number>, failing: ReadonlySet<number>, isLast = false): RunReading {
    const run = this.own();
    const answers = new Map<number, ShardAnswer>(this.late);
    this.late = [];
    for (const { index, state } of shardsToRead(run, this.position, 'all')) {
      if (answers.has(index)) continue;
      const from = this.position.shards.get(index)?.cursor ?? 0;
      const answer = this.shards[index]?.answer(from, state);
      if (answer === undefined) continue;
      if (failing.has(index)) answers.set(index, { kind: 'failed', mayPass: true });
      else if (slow.has(index)) this.late.push([index, answer]);
      else answers.set(index, answer);
    }
    const reading = takeIn(this.position, { run, shards: answers, scope: 'all', isLast });
    this.position = reading.position;
    this.told.push(...reading.progress.finished.map(({ path }) => path));
    this.readings.push(reading);
    return reading;
  }
}

const none = new Set<number>();
const someShards = fc.uniqueArray(fc.nat(5)).map((indices) => new Set(indices));
const step = fc.oneof(
  fc.record({
    kind: fc.constant('play' as const),
    shard: fc.nat(5),
    step: fc.constantFrom(
      'open' as const,
      'end' as const,
      'end' as const,
      'report' as const,
      'close' as const,
      'adopt' as const,
    ),
  }),
  fc.record({ kind: fc.constant('read' as const), slow: someShards, failing: someShards }),
);

describe('a run with shards, read as one', () => {
  it('tells each scenario once, whatever closes, is adopted, answers late or not at all between two reads', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 }),
        fc.array(step, { maxLength: 80 }),
        (counts, steps) => {
          const run = new PlayedRun(counts);
          for (const each of steps) {
            if (each.kind === 'play') run.shards[each.shard % counts.length]?.play(each.step);
            else run.read(each.slow, each.failing);
          }
          for (const shard of run.shards) {
            shard.play('open');
            for (const _ of shard.paths) shard.play('end');
            shard.play('close');
          }
          let reads = 0;
          while (run.read(none, none, true).isBehind) expect((reads += 1)).toBeLessThan(10);
          expect(run.told.toSorted()).toEqual(run.paths.toSorted());
          expect(run.readings.at(-1)?.progress.totals.total).toBe(run.paths.length);
          expect(run.readings.at(-1)?.progress.notices).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never counts fewer than it has told, nor fewer than before; what has ended is not running', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const run = new PlayedRun([3, 4, 2]);
        let before = 0;
        for (const each of steps) {
          if (each.kind === 'play') {
            run.shards[each.shard % 3]?.play(each.step);
            continue;
          }
          const { progress } = run.read(each.slow, each.failing);
          expect(progress.totals.total).toBeGreaterThanOrEqual(Math.max(before, run.told.length));
          before = progress.totals.total;
          const told = new Set(run.told);
          expect(progress.running.filter(({ path }) => told.has(path))).toEqual([]);
          expect(progress.waitingCount).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('does without a shard that cannot be read once its run has closed, and says so', () => {
    const run = new PlayedRun([2, 3]);
    for (const shard of run.shards) {
      shard.play('open');
      for (const _ of shard.paths) shard.play('end');
      shard.play('close');
    }
    let reads = 0;
    while (run.read(none, new Set([1]), true).isBehind) reads += 1;
    expect(reads).toBeLessThan(SHARD_READS_FAILED_MAX);
    expect(run.told).toEqual(['0/0.sh', '0/1.sh']);
    expect(run.readings.at(-1)?.progress.totals.total).toBe(5);
    expect(run.readings.at(-1)?.progress.notices).toEqual([
      'the ends of 3 scenarios could not be read here; the report has them',
    ]);
  });

  it('waits for a worker that is away while the run is open, without reading on at once', () => {
    const run = new PlayedRun([1]);
    const [shard] = run.shards;
    for (const each of ['open', 'end', 'close'] as const) shard?.play(each);
    for (let turn = 0; turn < 10; turn += 1) expect(run.read(none, new Set([0])).isBehind).toBe(false);
    run.read(none, none);
    expect(run.told).toEqual(['0/0.sh']);
  });

  it('what its shards say of now wins over what they reported: running, waiting, draining, estimates', () => {
    const shards: ShardProgress[] = (['closed', 'open', 'open', 'waiting'] as const).map((state, index) => ({
      index,
      workflowId: `run:shard-${index}`,
      state,
      scenarioCount: 10,
      totals: summarize(state === 'closed' ? Array.from({ length: 10 }, () => finishedOf('x')) : []),
    }));
    const run = progressOf({
      shards,
      plannedCount: 40,
      totals: summarize(Array.from({ length: 10 }, () => finishedOf('x'))),
      waitingCount: 99,
      drainingCount: 3,
      waitingEstimatedMs: 1_000,
      waitingUnestimatedCount: 3,
      kept: [{ name: 'old', uid: 'o', scenario: 'old.sh', untilMs: 9 }],
    });
    const told = (path: string): ShardAnswer => ({
      kind: 'told',
      from: 0,
      asked: 'open',
      progress: progressOf({
        running: [{ path, sinceMs: 5, estimatedMs: 7 }],
        finished: [finishedOf(`${path}-ended`)],
        totals: summarize([finishedOf('x')]),
        drainingCount: 2,
        waitingEstimatedMs: 500,
        waitingUnestimatedCount: 1,
        kept: [{ name: `k-${path}`, uid: 'u', scenario: path, untilMs: 9 }],
      }),
    });
    const heard = {
      run,
      shards: new Map([
        [1, told('a')],
        [2, told('b')],
      ]),
      scope: 'open',
      isLast: false,
    } as const;
    const { progress } = takeIn(FROM_THE_START, heard);
    expect(progress).toMatchObject({
      running: [{ path: 'a' }, { path: 'b' }],
      waitingCount: 40 - 12 - 2,
      drainingCount: 4,
      waitingEstimatedMs: 2_000,
      waitingUnestimatedCount: 5,
    });
    expect(progress.totals).toMatchObject({ total: 12, passed: 12 });
    expect(progress.kept?.map(({ name }) => name)).toEqual(['old', 'k-a', 'k-b']);
    expect(progress.finished.map(({ path }) => path)).toEqual(['a-ended', 'b-ended']);
  });

  it('an answer to a question that has been answered already brings nothing', () => {
    const run = new PlayedRun([2]);
    for (const each of ['open', 'end'] as const) run.shards[0]?.play(each);
    run.read(none, none);
    const stale = run.shards[0]?.answer(0, 'open') ?? { kind: 'failed', mayPass: true };
    const heard = { run: run.own(), shards: new Map([[0, stale]]), scope: 'all', isLast: false } as const;
    const { progress, position } = takeIn(run.position, heard);
    expect(progress.finished).toEqual([]);
    expect(position.shards.get(0)?.cursor).toBe(1);
  });

  it('does not ask a closed shard that has told everything while it was open: it would have to be replayed', () => {
    const run = new PlayedRun([1]);
    for (const each of ['open', 'end'] as const) run.shards[0]?.play(each);
    run.read(none, none);
    run.shards[0]?.play('close');
    run.read(none, none);
    expect(shardsToRead(run.own(), run.position, 'all')).toEqual([]);
    expect(run.told).toEqual(run.paths);
  });

  it('asks open shards first, and of closed ones only those that the reader wants and has not read', () => {
    const shard = (index: number, state: ShardProgress['state'], failed: number): ShardProgress => ({
      index,
      workflowId: `run:shard-${index}`,
      state,
      scenarioCount: 2,
      totals: { ...summarize([]), total: 2, failed },
    });
    const shards = [shard(0, 'closed', 0), shard(1, 'closed', 1), shard(2, 'open', 0), shard(3, 'waiting', 0)];
    const run = progressOf({ shards });
    const asked = (scope: 'all' | 'open' | 'failed' | 'none') =>
      shardsToRead(run, FROM_THE_START, scope).map(({ index }) => index);
    expect([asked('all'), asked('open'), asked('failed'), asked('none')]).toEqual([[2, 0, 1], [2], [2, 1], []]);
  });
});
