import { expect, test } from 'vitest';
import { untilUnused } from '../../../src/local/background/leave-after-client.ts';
import type { OpenRuns } from '../../../src/local/background/open-runs.ts';
import { CLIENT_GONE_CLEANUP_MS, CLIENT_GONE_LOOK_MS } from '../../../src/shared/limits.ts';

/** How long it stayed, when `look` sees this at that time. */
async function stayed(openAt: (nowMs: number) => OpenRuns): Promise<number> {
  let nowMs = 0;
  await untilUnused(async () => openAt(nowMs), {
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
    },
  });
  return nowMs;
}

test('with nothing open it leaves at once', async () => {
  expect(await stayed(() => 'none')).toBe(0);
});

test('runs of the command that died have time to clean up, and no more than that', async () => {
  expect(await stayed((nowMs) => (nowMs < 3 * CLIENT_GONE_LOOK_MS ? 'own' : 'none'))).toBe(3 * CLIENT_GONE_LOOK_MS);
  expect(await stayed(() => 'own')).toBe(CLIENT_GONE_CLEANUP_MS);
});

test("somebody else's run keeps it however long it takes, then it leaves soon", async () => {
  const endMs = 100 * CLIENT_GONE_CLEANUP_MS;
  expect(await stayed((nowMs) => (nowMs < endMs ? 'others' : 'none'))).toBe(endMs);
});

test('a Temporal that cannot be asked keeps it only for a while, counted from when it last could', async () => {
  expect(await stayed(() => 'unknown')).toBe(CLIENT_GONE_CLEANUP_MS);
  const silentMs = 10 * CLIENT_GONE_CLEANUP_MS;
  const left = await stayed((nowMs) => (nowMs <= silentMs ? 'others' : 'unknown'));
  expect(left).toBe(silentMs + CLIENT_GONE_CLEANUP_MS);
});
