import { expect, it } from 'vitest';
import { plain } from '../../../src/client/view/paint.ts';
import { statusLine } from '../../../src/client/view/status-line.ts';
import { progressOf, totalsOf } from '../support/records.ts';

const state = {
  startedAtMs: 0,
  nowMs: 65_000,
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
  [100, '▸ 4/40 · ✓ 3 ✗ 1 · cancelling · 1 running · 16 waiting · 1 namespace going · 1m 5s'],
  [70, '▸ 4/40 · ✓ 3 ✗ 1 · cancelling · 1 running · 16 waiting · 1m 5s'],
  [40, '▸ 4/40 · ✓ 3 ✗ 1 · cancelling · 1m 5s'],
  [30, '▸ 4/40 · ✓ 3 ✗ 1 · 1m 5s'],
  [10, '▸ 4/40 · …'],
])('in %i columns the least important goes first, counts and time stay', (columns, line) => {
  expect(statusLine(state, columns, plain)).toBe(line);
});
