import { kindOf, type Kind } from '../../report/html/kind.ts';
import { packLanes } from '../../report/timeline/lanes.ts';
import { phasesOf, type Phase } from '../../report/timeline/phases.ts';
import type { Searchable } from '../filter.ts';

/** A scenario in the timeline, with all its attempts. */
export interface Bar {
  readonly row: Searchable;
  readonly kind: Kind;
  readonly lane: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly phases: readonly Phase[];
}

export interface Bars {
  /** Those that had a slot, by their start. */
  readonly bars: readonly Bar[];
  readonly laneCount: number;
}

export function barsOf(rows: readonly Searchable[], runStartedAtMs: number): Bars {
  const intervals = rows.map(({ scenario }) => ({ startMs: scenario.startedAtMs, endMs: scenario.finishedAtMs }));
  const lanes = packLanes(intervals);
  const bars = rows.flatMap((row, index): Bar[] => {
    const [lane = -1, interval] = [lanes[index], intervals[index]];
    if (lane === -1 || interval === undefined) return [];
    const { scenario } = row;
    const phases = phasesOf(scenario, runStartedAtMs).filter(({ name }) => name !== 'queued');
    return [{ row, kind: kindOf(scenario.outcome), lane, ...interval, phases }];
  });
  bars.sort((a, b) => a.startMs - b.startMs || a.lane - b.lane);
  return { bars, laneCount: bars.reduce((most, { lane }) => Math.max(most, lane + 1), 0) };
}
