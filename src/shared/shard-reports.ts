import { type Allotment, type ShardReport, startableOf } from './allotment.ts';
import {
  FAILURE_REPORTS_MAX,
  RUN_EVENTS_FOR_SHARDS,
  RUN_EVENTS_PER_FREED_REPORT,
  RUN_EVENTS_PER_SHARD,
  RUN_EVENTS_PER_TOTALS_REPORT,
  SHARD_FREED_REPORTS_MAX,
  SHARD_TOTALS_INTERVAL_MS,
  SHARD_TOTALS_REPORTS_MAX,
} from './limits.ts';

/** How often a shard may report, so that the run's history keeps within its bounds. */
export interface ReportPacing {
  /** So many reports tell of slots that become free, from the last scenario that waits to the last that runs. */
  readonly freedReports: number;
  /** So many tell of nothing but totals. */
  readonly totalsReports: number;
  /** Failures are told of when so many more have failed. Absent: nobody counts them. */
  readonly failureStep?: number;
}

/**
 * Of 3,600 events, each of 50 shards gets 72: 22 for its start, its end and its last waiting scenario, three quarters
 * of the rest for freed slots (4 reports of 9 events), one quarter for totals (3 reports of 4). Up to 7 shards may
 * report every slot of a limit of 32.
 */
export function pacingOf(shardCount: number, maxFailures?: number): ReportPacing {
  const spare = Math.max(0, RUN_EVENTS_FOR_SHARDS / shardCount - RUN_EVENTS_PER_SHARD);
  const freed = Math.floor((spare * 3) / 4 / RUN_EVENTS_PER_FREED_REPORT);
  const totals = Math.floor(spare / 4 / RUN_EVENTS_PER_TOTALS_REPORT);
  return {
    freedReports: Math.min(SHARD_FREED_REPORTS_MAX, Math.max(1, freed)),
    totalsReports: Math.min(SHARD_TOTALS_REPORTS_MAX, Math.max(1, totals)),
    ...(maxFailures === undefined ? {} : { failureStep: Math.ceil(maxFailures / FAILURE_REPORTS_MAX) }),
  };
}

/** What a shard last told, and when (milliseconds since the epoch). */
export interface LastReport {
  readonly report: ShardReport;
  readonly atMs: number;
}

/** Whether the run needs to hear where the shard stands now. `allotment` is the newest that the shard has taken in. */
export function isWorthReporting(
  { report: last, atMs }: LastReport,
  now: ShardReport,
  allotment: Allotment,
  pacing: ReportPacing,
  nowMs: number,
): boolean {
  if (now.stuck.length !== last.stuck.length || now.clusterReplaced !== last.clusterReplaced) return true;
  if (now.waiting > 0 && confirmsShrink(last, now, allotment)) return true;
  if (pacing.failureStep !== undefined && failuresIn(now) - failuresIn(last) >= pacing.failureStep) return true;
  if (isRunningDry(last, now, allotment, pacing)) return true;
  if (now.waiting === 0 && freesSlots(last, now, allotment, pacing)) return true;
  const isLongAgo = nowMs - atMs >= SHARD_TOTALS_INTERVAL_MS;
  // Handing a slot on costs twice what totals do, so only as long as there were few reports.
  const mayTellOfOne = last.seq < pacing.freedReports;
  if (now.waiting === 0 && now.inUse < last.inUse && isLongAgo && mayTellOfOne) return true;
  const ended = now.totals.total - last.totals.total;
  const all = now.totals.total + now.inUse + now.waiting;
  return ended > 0 && ended * pacing.totalsReports >= all && isLongAgo;
}

/** Until it says so, the run must take it that the shard still goes by the larger number. */
function confirmsShrink(last: ShardReport, now: ShardReport, { slots, confirm }: Allotment): boolean {
  if (now.inUse > slots) return false;
  return last.inUse > slots || (confirm === true && last.allotmentSeq < now.allotmentSeq);
}

/**
 * What can start is less than it may run, or nothing waits any more: others may be opened. And when more can start
 * again, because a lock or a dependency is free; as that may go to and fro, only within the number of all reports.
 */
function isRunningDry(last: ShardReport, now: ShardReport, { slots }: Allotment, pacing: ReportPacing): boolean {
  if (now.waiting === 0) return last.waiting > 0;
  if (!hasReportsLeft(last, pacing)) return false;
  const [before, after] = [startableOf(last), startableOf(now)];
  const floor = Math.max(slots, now.inUse);
  return after < floor ? before >= floor : before < floor && now.inUse >= slots;
}

function hasReportsLeft({ seq }: ShardReport, { freedReports, totalsReports }: ReportPacing): boolean {
  return seq < freedReports + totalsReports;
}

function freesSlots(last: ShardReport, now: ShardReport, allotment: Allotment, pacing: ReportPacing): boolean {
  const step = Math.ceil(Math.max(1, allotment.slots) / pacing.freedReports);
  if (last.inUse - now.inUse >= step) return true;
  // Else the others' room for draining namespaces would stay smaller than it need be.
  const drainingStep = Math.ceil(Math.max(1, allotment.drainingMax) / pacing.freedReports);
  return last.inUse + last.draining - now.inUse - now.draining >= Math.max(step, drainingStep);
}

function failuresIn({ totals }: ShardReport): number {
  return totals.failed + totals.errored;
}
