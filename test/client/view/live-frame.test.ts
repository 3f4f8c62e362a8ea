import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { paintFor } from '../../../src/client/view/paint.ts';
import { RunScreen } from '../../../src/client/view/run-screen.ts';
import { openView } from '../../../src/client/view/terminal-view.ts';
import { fakeInvocation } from '../support/fake-invocation.ts';
import { finishedOf, progressOf, totalsOf } from '../support/records.ts';

const SECOND_MS = 1_000;

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** What a run in its middle writes, drawn into a pipe as at the size that MUSTER_FORCE_TTY says. */
function written(env: Record<string, string>): string {
  const invocation = fakeInvocation('/repo', env);
  const view = openView(invocation);
  const screen = new RunScreen({
    view,
    paint: paintFor(invocation.stderr, env),
    startedAtMs: 0,
    keys: { canDetach: true },
  });
  const finished = [
    finishedOf('net/dns.sh', { durationMs: 4_200 }),
    finishedOf('net/policy.sh', {
      status: 'failed',
      exitCode: 1,
      lastLine: 'curl: (28) Connection timed out',
      durationMs: 31_000,
    }),
    finishedOf('db/failover.sh', { flaky: true, attemptCount: 2, durationMs: 62_000 }),
  ];
  vi.advanceTimersByTime(95 * SECOND_MS);
  const running = [
    { path: 'storage/snapshot-restore.sh', sinceMs: 15 * SECOND_MS, estimatedMs: 60 * SECOND_MS },
    { path: 'helm/upgrade-rollback.sh', sinceMs: 60 * SECOND_MS, estimatedMs: 70 * SECOND_MS },
    { path: 'jobs/cron.sh', sinceMs: 90 * SECOND_MS },
  ];
  const waiting = { waitingCount: 9, waitingEstimatedMs: 240 * SECOND_MS, waitingUnestimatedCount: 1 };
  const totals = totalsOf({ passed: 2, failed: 1, flaky: 1 });
  screen.update(progressOf({ plannedCount: 15, limit: 3, drainingCount: 1, running, finished, totals, ...waiting }));
  vi.advanceTimersByTime(SECOND_MS);
  screen.close();
  return invocation.err();
}

it.each([
  ['100x30', { FORCE_COLOR: '1' }],
  ['40x10', { FORCE_COLOR: '1' }],
  ['100x30', { NO_COLOR: '1' }],
])('a run in its middle at %s with %j', async (size, colours) => {
  const colour = 'NO_COLOR' in colours ? 'plain' : 'coloured';
  const file = join(import.meta.dirname, 'snippets', `frame-${size}-${colour}.ansi`);
  await expect(written({ MUSTER_FORCE_TTY: size, ...colours })).toMatchFileSnapshot(file);
});
