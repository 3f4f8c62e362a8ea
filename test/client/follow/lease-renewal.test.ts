import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { renewLease } from '../../../src/client/follow/lease-renewal.ts';
import type { Temporal } from '../../../src/client/temporal/connection.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const run = { workflowId: 'muster-nightly', runId: 'r' };

/** A Temporal that notes what it is asked of the lease. */
function noting(answer: () => Promise<void>) {
  const asked: string[] = [];
  const ask = (what: string) => async () => {
    asked.push(what);
    await answer();
  };
  const handle = { signal: async (name: string) => await ask(name)(), cancel: ask('cancel') };
  const ids: string[] = [];
  const getHandle = (id: string) => {
    ids.push(id);
    return handle;
  };
  const temporal = {
    client: { workflow: { getHandle } },
    within: async <T>(call: () => Promise<T>) => await call(),
  } as unknown as Temporal;
  return { temporal, asked, ids };
}

it('renews three times per lease, until it is closed', async () => {
  const { temporal, asked, ids } = noting(async () => await Promise.resolve());
  const lease = renewLease(temporal, run, 30_000);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(asked).toEqual(['renewLease', 'renewLease', 'renewLease']);
  lease.close();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(asked).toHaveLength(3);
  expect(ids[0]).toMatch(/^muster-nightly\/[0-9a-f]{8}:lease$/);
});

it('a renewal that fails is made up for by the next', async () => {
  const { temporal, asked } = noting(async () => await Promise.reject(new Error('no answer')));
  const lease = renewLease(temporal, run, 30_000);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toHaveLength(2);
  lease.close();
});

it('is dropped once, and says whether that was accepted', async () => {
  const accepting = noting(async () => await Promise.resolve());
  expect(await renewLease(accepting.temporal, run, 30_000).drop()).toBe(true);
  expect(accepting.asked).toEqual(['cancel']);
  const refusing = noting(async () => await Promise.reject(new Error('not there yet')));
  expect(await renewLease(refusing.temporal, run, 30_000).drop()).toBe(false);
});
