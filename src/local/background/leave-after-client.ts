import { setTimeout as delay } from 'node:timers/promises';
import { CLIENT_GONE_CLEANUP_MS, CLIENT_GONE_LOOK_MS } from '../../shared/limits.ts';
import type { OpenRuns } from './open-runs.ts';

/** Time, for tests. */
export interface LeavingClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

const systemClock: LeavingClock = {
  now: () => performance.now(),
  sleep: async (ms) => {
    await delay(ms, undefined, { ref: false });
  },
};

/**
 * Settles when servers that were to end with a command may stop, now that it has ended: at once when nothing is open;
 * while its own runs, which each look cancels, clean up, and while nobody can tell, within
 * {@link CLIENT_GONE_CLEANUP_MS}; with somebody else's run, or a command that uses them, not before that has ended.
 */
export async function untilUnused(look: () => Promise<OpenRuns>, clock: LeavingClock = systemClock): Promise<void> {
  let untilMs = clock.now() + CLIENT_GONE_CLEANUP_MS;
  for (;;) {
    const open = await look();
    if (open === 'none') return;
    if (open === 'others') untilMs = clock.now() + CLIENT_GONE_CLEANUP_MS;
    else if (clock.now() >= untilMs) return;
    await clock.sleep(CLIENT_GONE_LOOK_MS);
  }
}
