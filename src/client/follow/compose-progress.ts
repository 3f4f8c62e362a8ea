import { FINISHED_PAGE_COUNT, SHARD_READS_FAILED_MAX } from '../../shared/limits.ts';
import type { Totals } from '../../shared/outcome.ts';
import { summarize, sumOfTotals } from '../../shared/outcome.ts';
import type { FinishedScenario, RunProgress, ShardProgress } from '../../shared/run-progress.ts';
import type { ReadPosition, ReadScope, ShardPosition } from './read-position.ts';

/** What became of one question to a shard. */
export type ShardAnswer =
  | {
      readonly kind: 'told';
      /** The cursor that was asked with. */
      readonly from: number;
      /** As the run told it before the shard was asked: what one answers that was open then may be not all. */
      readonly asked: ShardProgress['state'];
      readonly progress: RunProgress;
      /** Of an adopted shard: the ends that it did not live to tell. */
      readonly others?: readonly FinishedScenario[];
    }
  /** `mayPass`: nobody answers just now. */
  | { readonly kind: 'failed'; readonly mayPass: boolean };

/** One read of a run with all of its shards that were asked. */
export interface RunReading {
  /** As of a run without shards; `finished` is what this read brought. */
  readonly progress: RunProgress;
  readonly position: ReadPosition;
  /** There is more to be read at once. */
  readonly isBehind: boolean;
}

export interface Heard {
  /** The run's own answer. */
  readonly run: RunProgress;
  /** By index of the shard. */
  readonly shards: ReadonlyMap<number, ShardAnswer>;
  readonly scope: ReadScope;
  /** The run has closed: what cannot be read now never can be. */
  readonly isLast: boolean;
}

const noTotals = summarize([]);
const unread: ShardPosition = { cursor: 0, isDone: false, unreadCount: 0, failedCount: 0, totals: noTotals };

/** Takes in what the run and its shards have answered. Every scenario is told once, in whatever order. Pure. */
export function takeIn(before: ReadPosition, { run, shards: answers, scope, isLast }: Heard): RunReading {
  const planned = run.shards;
  if (planned === undefined) {
    const position = { run: run.cursor, shards: before.shards };
    return { progress: run, position, isBehind: run.finished.length === FINISHED_PAGE_COUNT };
  }
  const finished: FinishedScenario[] = [...run.finished];
  const shards = new Map(before.shards);
  let hasMore = run.finished.length === FINISHED_PAGE_COUNT;
  for (const shard of planned) {
    const known = shards.get(shard.index) ?? unread;
    const answer = fresh(answers.get(shard.index), known);
    const brought = answer?.kind === 'told' ? [...answer.progress.finished, ...(answer.others ?? [])] : [];
    finished.push(...brought);
    const next = after(known, shard, answer, brought.length, isLast);
    shards.set(shard.index, next);
    hasMore ||= brought.length >= FINISHED_PAGE_COUNT && !next.isDone;
  }
  const position = { run: run.cursor, shards };
  const isLeft = shardsToRead(run, position, scope).some(({ state }) => state !== 'open');
  const hasMoved = [...answers.values()].some(({ kind }) => kind !== 'failed');
  const progress = composed(run, planned, shards, finished);
  return { progress, position, isBehind: hasMore || (isLeft && (hasMoved || isLast)) };
}

/** The shards that a read must ask, open ones first. Pure. */
export function shardsToRead(run: RunProgress, { shards }: ReadPosition, scope: ReadScope): readonly ShardProgress[] {
  const planned = scope === 'none' ? [] : (run.shards ?? []);
  const open = planned.filter(({ state }) => state === 'open');
  if (scope === 'open') return open;
  const ended = planned.filter(({ state, index, scenarioCount, totals }) => {
    if (state !== 'closed' && state !== 'adopted') return false;
    if (scope === 'failed' && totals.failed + totals.errored === 0) return false;
    const known = shards.get(index);
    return known === undefined || (!known.isDone && known.cursor < scenarioCount);
  });
  return [...open, ...ended];
}

/** None, when it answers a question that has been answered already. */
function fresh(answer: ShardAnswer | undefined, { cursor, isDone }: ShardPosition): ShardAnswer | undefined {
  return isDone || (answer?.kind === 'told' && answer.from !== cursor) ? undefined : answer;
}

function after(
  known: ShardPosition,
  { state, scenarioCount, totals: reported }: ShardProgress,
  answer: ShardAnswer | undefined,
  broughtCount: number,
  isLast: boolean,
): ShardPosition {
  const told = answer?.kind === 'told' ? answer.progress : undefined;
  const totals = newest(reported, newest(known.totals, told?.totals ?? noTotals));
  const cursor = known.cursor + broughtCount;
  const { live: _live, ...rest } = known;
  if (state === 'waiting') return { ...rest, totals };
  if (state === 'open') {
    const live = told ?? known.live;
    return { ...rest, cursor, failedCount: 0, totals, ...(live === undefined ? {} : { live: liveOf(live) }) };
  }
  const failedCount = answer?.kind === 'failed' && (isLast || !answer.mayPass) ? known.failedCount + 1 : 0;
  const isGivenUp = failedCount >= SHARD_READS_FAILED_MAX;
  // Of one that has closed, a page that is not full is the last.
  const isTold = answer?.kind === 'told' && answer.asked === state && broughtCount < FINISHED_PAGE_COUNT;
  const isDone = known.isDone || cursor >= scenarioCount || isTold || isGivenUp;
  return { cursor, isDone, failedCount, totals, unreadCount: isDone ? Math.max(0, scenarioCount - cursor) : 0 };
}

function liveOf({
  running,
  waitingEstimatedMs,
  waitingUnestimatedCount,
  drainingCount,
  stuck,
  kept,
  notKept,
}: NonNullable<ShardPosition['live']>): NonNullable<ShardPosition['live']> {
  return {
    running,
    drainingCount,
    stuck,
    ...(waitingEstimatedMs === undefined ? {} : { waitingEstimatedMs }),
    ...(waitingUnestimatedCount === undefined ? {} : { waitingUnestimatedCount }),
    ...(kept === undefined ? {} : { kept }),
    ...(notKept === undefined ? {} : { notKept }),
  };
}

/** Totals only grow. */
function newest(one: Totals, other: Totals): Totals {
  return one.total >= other.total ? one : other;
}

function composed(
  run: RunProgress,
  planned: readonly ShardProgress[],
  shards: ReadonlyMap<number, ShardPosition>,
  finished: readonly FinishedScenario[],
): RunProgress {
  const open = planned.filter(({ state }) => state === 'open');
  const lives = open.flatMap(({ index }) => shards.get(index)?.live ?? []);
  const isWhole = open.length > 0 && lives.length === open.length;
  const running = lives.flatMap((live) => live.running);
  const totals = sumOfTotals([run.totals, ...planned.map((shard) => sinceReported(shard, shards.get(shard.index)))]);
  const left = run.plannedCount - totals.total - running.length;
  const stuck = united([run.stuck, ...lives.map((live) => live.stuck)]);
  const kept = united([run.kept, ...lives.map((live) => live.kept)]);
  const notKept = united([run.notKept, ...lives.map((live) => live.notKept)]);
  const sum = (of: (live: (typeof lives)[number]) => number | undefined) =>
    lives.reduce((all, live) => all + (of(live) ?? 0), 0);
  return {
    ...run,
    running,
    finished,
    totals,
    stuck,
    // What is reported is some seconds old; what the shards tell is of now.
    waitingCount: isWhole ? Math.max(0, left) : run.waitingCount,
    // What closed shards have left is in the run alone.
    drainingCount: Math.max(
      run.drainingCount,
      sum(({ drainingCount }) => drainingCount),
    ),
    waitingEstimatedMs: (run.waitingEstimatedMs ?? 0) + sum(({ waitingEstimatedMs }) => waitingEstimatedMs),
    waitingUnestimatedCount:
      (run.waitingUnestimatedCount ?? 0) + sum(({ waitingUnestimatedCount }) => waitingUnestimatedCount),
    shards: planned.map((shard) => ({ ...shard, totals: shards.get(shard.index)?.totals ?? shard.totals })),
    ...(kept.length === 0 ? {} : { kept }),
    ...(notKept.length === 0 ? {} : { notKept }),
    ...noticesOf(run, shards),
  };
}

/** What has ended in a shard since its run heard of it. */
function sinceReported({ totals: reported }: ShardProgress, { totals } = unread): Totals {
  if (totals.total <= reported.total) return noTotals;
  const keys = Object.keys(totals) as (keyof Totals)[];
  return Object.fromEntries(keys.map((key) => [key, totals[key] - reported[key]])) as unknown as Totals;
}

/** Each once; what comes later is newer. */
function united<T extends { readonly name: string }>(lists: readonly (readonly T[] | undefined)[]): readonly T[] {
  return [...new Map(lists.flatMap((list) => list ?? []).map((each) => [each.name, each])).values()];
}

function noticesOf({ notices = [] }: RunProgress, shards: ReadonlyMap<number, ShardPosition>) {
  const count = [...shards.values()].reduce((sum, { unreadCount }) => sum + unreadCount, 0);
  const own = count === 0 ? [] : [`the ends of ${count} scenarios could not be read here; the report has them`];
  return notices.length + own.length === 0 ? {} : { notices: [...notices, ...own] };
}
