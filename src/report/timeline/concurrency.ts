import type { Interval } from './lanes.ts';

/** From then on so many ran at once. */
export interface UsedSlots {
  readonly atMs: number;
  readonly used: number;
}

/** How many intervals hold at each moment, one entry per change, oldest first. */
export function usedSlots(intervals: readonly Interval[]): readonly UsedSlots[] {
  const changes = new Map<number, number>();
  for (const { startMs, endMs } of intervals) {
    if (!(endMs > startMs)) continue;
    changes.set(startMs, (changes.get(startMs) ?? 0) + 1);
    changes.set(endMs, (changes.get(endMs) ?? 0) - 1);
  }
  let used = 0;
  return [...changes]
    .toSorted(([a], [b]) => a - b)
    .filter(([, change]) => change !== 0)
    .map(([atMs, change]) => ({ atMs, used: (used += change) }));
}

export interface Concurrency {
  readonly peak: number;
  /** Over the whole run. */
  readonly mean: number;
  /** What the scenarios took one after another, milliseconds. */
  readonly cumulativeMs: number;
}

export function concurrencyOf(intervals: readonly Interval[], wallMs: number): Concurrency {
  const cumulativeMs = intervals.reduce((sum, { startMs, endMs }) => sum + Math.max(0, endMs - startMs), 0);
  const peak = usedSlots(intervals).reduce((most, { used }) => Math.max(most, used), 0);
  return { peak, mean: wallMs > 0 ? cumulativeMs / wallMs : 0, cumulativeMs };
}
