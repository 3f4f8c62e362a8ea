import type { RunningScenario, RunProgress } from '../../shared/run-progress.ts';

/** What is late takes a tenth of its time more: nothing is known of it, and an ETA of zero would be a lie. */
const LATE_SHARE = 0.1;
/** Halvings of the interval in which the end lies: below a millisecond for any run. */
const HALVINGS_MAX = 64;

/**
 * Milliseconds until the last scenario has its outcome, as far as can be told: what waits is dealt out to the slots as
 * they become free, each as long as the average of what waits. `typicalMs` (the median of what has finished) stands for
 * scenarios without an estimate. Undefined while the run is paused, cancelled or not running, or too little is known.
 * Never negative, never more with more slots. Pure.
 */
export function etaMs(progress: RunProgress, typicalMs: number | undefined, nowMs: number): number | undefined {
  const { phase, paused, cancelRequested, running, waitingCount, limit } = progress;
  if (phase !== 'running' || cancelRequested || running.length + waitingCount === 0) return undefined;
  if (paused || (waitingCount > 0 && limit < 1)) return undefined;
  const remaining: number[] = [];
  for (const scenario of running) {
    const left = remainingMs(scenario, typicalMs, nowMs);
    if (left === undefined) return undefined;
    remaining.push(left);
  }
  const lastRunning = Math.max(0, ...remaining);
  if (waitingCount === 0) return lastRunning;
  const averageMs = averageWaitingMs(progress, typicalMs);
  if (averageMs === undefined) return undefined;
  return Math.max(lastRunning, dealtOutMs(freeAtMs(remaining, limit), waitingCount, averageMs));
}

function remainingMs(scenario: RunningScenario, typicalMs: number | undefined, nowMs: number): number | undefined {
  const expectedMs = scenario.estimatedMs ?? typicalMs;
  if (expectedMs === undefined) return undefined;
  const elapsedMs = Math.max(0, nowMs - scenario.sinceMs);
  return Math.max(0, expectedMs - elapsedMs, elapsedMs * LATE_SHARE);
}

function averageWaitingMs(progress: RunProgress, typicalMs: number | undefined): number | undefined {
  const { waitingCount, waitingEstimatedMs = 0 } = progress;
  const unknownCount = progress.waitingUnestimatedCount ?? (waitingEstimatedMs === 0 ? waitingCount : 0);
  if (unknownCount > 0 && typicalMs === undefined) return undefined;
  return Math.max(0, (waitingEstimatedMs + unknownCount * (typicalMs ?? 0)) / waitingCount);
}

/** When each slot can take something new. After `scale` down, those that end first take nothing. */
function freeAtMs(remaining: readonly number[], limit: number): number[] {
  const sorted = remaining.toSorted((left, right) => left - right);
  if (sorted.length >= limit) return sorted.slice(sorted.length - limit);
  return [...Array.from({ length: limit - sorted.length }, () => 0), ...sorted];
}

/** When the last of `count` equal pieces ends, each given to the slot that is free first. */
function dealtOutMs(freeAt: readonly number[], count: number, pieceMs: number): number {
  // Slots that have nothing to do at all count for no more than there is to do.
  const slots = freeAt.slice(0, count);
  if (pieceMs === 0) return slots[0] ?? 0;
  let least = slots[0] ?? 0;
  let most = least + count * pieceMs;
  for (let turn = 0; turn < HALVINGS_MAX && most - least > 1; turn += 1) {
    const middle = (least + most) / 2;
    const doneCount = slots.reduce((done, free) => done + Math.max(0, Math.floor((middle - free) / pieceMs)), 0);
    if (doneCount >= count) most = middle;
    else least = middle;
  }
  return most;
}
