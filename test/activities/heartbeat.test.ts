import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withHeartbeat } from '../../src/activities/heartbeat.ts';
import { HEARTBEAT_INTERVAL_MS } from '../../src/shared/limits.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each(['resolves', 'rejects'])('beats from the first moment until the work %s, and not once more', async (how) => {
  const heartbeat = vi.fn<() => void>();
  let end: (() => void) | undefined;
  const work = new Promise<void>((resolve, reject) => {
    end = how === 'resolves' ? resolve : () => reject(new Error('done'));
  });
  const done = withHeartbeat(
    { signal: new AbortController().signal, attempt: 1, executionId: 'e', stoppedByWorker: () => false, heartbeat },
    () => work,
  );
  expect(heartbeat).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(3 * HEARTBEAT_INTERVAL_MS);
  expect(heartbeat).toHaveBeenCalledTimes(4);
  end?.();
  await done.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(3 * HEARTBEAT_INTERVAL_MS);
  expect(heartbeat).toHaveBeenCalledTimes(4);
});
