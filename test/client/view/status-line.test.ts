import { expect, it } from 'vitest';
import { plain } from '../../../src/client/view/paint.ts';
import { statusLine } from '../../../src/client/view/status-line.ts';
import { progressOf, totalsOf } from '../support/records.ts';

const state = {
  startedAtMs: 0,
  nowMs: 65_000,
  etaMs: 2 * 60_000 + 1,
  progress: progressOf({
    plannedCount: 40,
    totals: totalsOf({ passed: 3, failed: 1 }),
    running: [{ path: 'a.sh', sinceMs: 0 }],
    waitingCount: 16,
    drainingCount: 1,
    cancelRequested: true,
  }),
};

it.each([
  [110, '▸ 4/40 · ✓ 3 ✗ 1 · cancelling · running 1 of 4 · 16 waiting · 1 namespace going · 1m 5s · ETA 2m 15s'],
  [95, '▸ 4/40 · ✓ 3 ✗ 1 · cancelling · running 1 of 4 · 16 waiting · 1m 5s · ETA 2m 15s'],
  [60, '▸ 4/40 · ✓ 3 ✗ 1 · cancelling · 1m 5s · ETA 2m 15s'],
  [40, '▸ 4/40 · ✓ 3 ✗ 1 · cancelling · 1m 5s'],
  [30, '▸ 4/40 · ✓ 3 ✗ 1 · 1m 5s'],
  [10, '▸ 4/40 · …'],
])('in %i columns the least important goes first, counts and time stay', (columns, line) => {
  expect(statusLine(state, columns, plain)).toBe(line);
});

it('slots are told as used of the limit while scenarios are left, also when the limit was lowered', () => {
  const running = ['a.sh', 'b.sh'].map((path) => ({ path, sinceMs: 0 }));
  const textOf = (change: object) =>
    statusLine({ startedAtMs: 0, nowMs: 1_000, progress: progressOf({ running, ...change }) }, 100, plain);
  expect(textOf({ limit: 1 })).toContain('running 2 of 1');
  expect(textOf({ limit: 0 })).toContain('running 2 ·');
  expect(textOf({ running: [], phase: 'draining', drainingCount: 3 })).toBe('▸ 0/10 · 3 namespaces going · 1s');
});
