import { ESTIMATE_PASSES_COUNT } from './limits.ts';
import type { OutcomeStatus } from './outcome.ts';

/** What became of one scenario in one earlier run. */
export interface HistoryEntry {
  readonly runName: string;
  /** When the scenario had its outcome, milliseconds since the epoch. */
  readonly finishedAtMs: number;
  readonly status: OutcomeStatus;
  readonly flaky: boolean;
  /** From its slot to its outcome, all attempts. */
  readonly durationMs: number;
}

/** What is remembered of a results directory's scenarios, by path, oldest first. */
export type History = ReadonlyMap<string, readonly HistoryEntry[]>;

/**
 * How unsteady a scenario is, from 0 to 1: the share of its runs with a verdict (passed or failed) in which it was flaky
 * or in which the verdict was another than in the run before. Runs without one (errored, skipped, cancelled) say nothing
 * and are left out. A change that lasts counts once. Undefined without any verdict. Oldest first.
 */
export function flakeRateOf(history: readonly Pick<HistoryEntry, 'status' | 'flaky'>[]): number | undefined {
  const verdicts = history.filter(({ status }) => status === 'passed' || status === 'failed');
  if (verdicts.length === 0) return undefined;
  const unsteady = verdicts.filter(({ status, flaky }, index) => {
    const before = verdicts[index - 1];
    return flaky || (before !== undefined && before.status !== status);
  });
  return unsteady.length / verdicts.length;
}

/**
 * What a scenario can be expected to take, whole milliseconds: the median of the last ESTIMATE_PASSES_COUNT runs in
 * which it passed, so that one slow night does not count. Undefined when it never has. Oldest first.
 */
export function estimateOf(history: readonly Pick<HistoryEntry, 'status' | 'durationMs'>[]): number | undefined {
  // 0: its record was lost, and only the outcome is known.
  const passes = history.filter(({ status, durationMs }) => status === 'passed' && durationMs > 0);
  const last = passes.slice(-ESTIMATE_PASSES_COUNT);
  const durations = last.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
  const [low, high] = [durations[(durations.length - 1) >> 1], durations[durations.length >> 1]];
  return low === undefined || high === undefined ? undefined : Math.round((low + high) / 2);
}
