/** Half open: one may begin where another ends. Milliseconds since the epoch. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * A lane for each interval, so that none overlap in a lane and there are as few lanes as can be: each takes the first
 * that is free when it begins. In the order given; an empty interval gets -1.
 */
export function packLanes(intervals: readonly Interval[]): readonly number[] {
  const lanes = intervals.map(() => -1);
  const freeAtMs: number[] = [];
  const order = [...intervals.keys()].filter((index) => length(intervals[index]) > 0);
  order.sort((a, b) => (intervals[a]?.startMs ?? 0) - (intervals[b]?.startMs ?? 0) || a - b);
  for (const index of order) {
    const interval = intervals[index];
    if (interval === undefined) continue;
    const free = freeAtMs.findIndex((momentMs) => momentMs <= interval.startMs);
    const lane = free === -1 ? freeAtMs.length : free;
    freeAtMs[lane] = interval.endMs;
    lanes[index] = lane;
  }
  return lanes;
}

function length(interval: Interval | undefined): number {
  return interval === undefined ? 0 : interval.endMs - interval.startMs;
}
