import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { etaMs } from '../../../src/client/view/eta.ts';
import type { RunProgress } from '../../../src/shared/run-progress.ts';
import { progressOf } from '../support/records.ts';

const NOW_MS = 1_000_000;
const runningFor = (elapsedMs: number, estimatedMs?: number) => ({
  path: `${elapsedMs}.sh`,
  sinceMs: NOW_MS - elapsedMs,
  ...(estimatedMs === undefined ? {} : { estimatedMs }),
});

describe('what waits is dealt out to the slots as they become free', () => {
  it.each([
    ['one that runs', { running: [runningFor(10_000, 30_000)], limit: 4 }, 20_000],
    [
      'more slots than there is to do',
      { waitingCount: 1, waitingEstimatedMs: 60_000, waitingUnestimatedCount: 0 },
      60_000,
    ],
    ['eight on four slots', { waitingCount: 8, waitingEstimatedMs: 80_000, waitingUnestimatedCount: 0 }, 20_000],
    [
      'one slot that is busy',
      {
        limit: 1,
        running: [runningFor(0, 5_000)],
        waitingCount: 2,
        waitingEstimatedMs: 20_000,
        waitingUnestimatedCount: 0,
      },
      25_000,
    ],
    [
      'what ends first after `scale` down takes nothing',
      {
        limit: 1,
        running: [runningFor(0, 5_000), runningFor(0, 9_000)],
        waitingCount: 1,
        waitingEstimatedMs: 1_000,
        waitingUnestimatedCount: 0,
      },
      10_000,
    ],
  ])('%s', (_, change: Partial<RunProgress>, expected) => {
    const eta = etaMs(progressOf(change), undefined, NOW_MS);
    expect(Math.abs((eta ?? Number.NaN) - expected)).toBeLessThanOrEqual(1);
  });
});

it('the median of what has finished stands for scenarios without an estimate', () => {
  const progress = progressOf({ waitingCount: 4, limit: 2, waitingEstimatedMs: 0, waitingUnestimatedCount: 4 });
  expect(etaMs(progress, undefined, NOW_MS)).toBeUndefined();
  expect(Math.round(etaMs(progress, 10_000, NOW_MS) ?? 0)).toBe(20_000);
});

it('of a worker that tells no estimates the same is said as of scenarios without one', () => {
  expect(Math.round(etaMs(progressOf({ waitingCount: 4, limit: 2 }), 10_000, NOW_MS) ?? 0)).toBe(20_000);
});

it('what is late is not expected to end at once', () => {
  expect(etaMs(progressOf({ running: [runningFor(60_000, 30_000)] }), undefined, NOW_MS)).toBe(6_000);
});

it.each([
  { paused: true },
  { cancelRequested: true },
  { phase: 'planning' as const },
  { phase: 'draining' as const },
  { limit: 0 },
])('nothing is foretold when nothing can be: %j', (change) => {
  const known = { waitingCount: 1, waitingEstimatedMs: 1_000, waitingUnestimatedCount: 0 };
  expect(etaMs(progressOf({ ...known, ...change }), 1_000, NOW_MS)).toBeUndefined();
});

const duration = fc.integer({ min: 0, max: 10_000_000 });
const anyRun = fc.record({
  running: fc.array(
    fc
      .tuple(duration, fc.option(duration, { nil: undefined }))
      .map(([elapsed, estimate]) => runningFor(elapsed, estimate)),
    { maxLength: 40 },
  ),
  waitingCount: fc.integer({ min: 0, max: 10_000 }),
  waitingEstimatedMs: duration,
  limit: fc.integer({ min: 1, max: 999 }),
});

it('is never negative, and more slots never make it longer', () => {
  fc.assert(
    fc.property(anyRun, duration, fc.integer({ min: 1, max: 100 }), (run, typicalMs, more) => {
      const progress = progressOf({ ...run, waitingUnestimatedCount: Math.floor(run.waitingCount / 2) });
      const eta = etaMs(progress, typicalMs, NOW_MS);
      if (eta === undefined) return;
      expect(eta).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(eta)).toBe(true);
      const wider = etaMs({ ...progress, limit: progress.limit + more }, typicalMs, NOW_MS);
      // Both are found to the millisecond.
      expect(wider).toBeLessThanOrEqual(eta + 1);
    }),
  );
});
