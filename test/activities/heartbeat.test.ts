import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withHeartbeat } from '../../src/activities/heartbeat.ts';
import { HEARTBEAT_INTERVAL_MS } from '../../src/shared/limits.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each(['resolves', 'rejects'])(
  'beats while the work goes on, none before the first interval has passed and none after it %s',
  async (how) => {
    const heartbeat = vi.fn<() => void>();
    let end: (() => void) | undefined;
    const work = new Promise<void>((resolve, reject) => {
      end = how === 'resolves' ? resolve : () => reject(new Error('done'));
    });
    const done = withHeartbeat(
      { signal: new AbortController().signal, attempt: 1, executionId: 'e', stoppedByWorker: () => false, heartbeat },
      () => work,
    );
    expect(heartbeat).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(3 * HEARTBEAT_INTERVAL_MS);
    expect(heartbeat).toHaveBeenCalledTimes(3);
    end?.();
    await done.catch(() => undefined);
    await vi.advanceTimersByTimeAsync(3 * HEARTBEAT_INTERVAL_MS);
    expect(heartbeat).toHaveBeenCalledTimes(3);
  },
);
