import { HEARTBEAT_INTERVAL_MS } from '../shared/limits.ts';
import type { ActivityContext } from './activity-context.ts';

/**
 * Heartbeats every `intervalMs` until the work has settled. A cancellation is heard only by heartbeats. None at once:
 * each is a write in Temporal, and most work ends before the first.
 */
export async function withHeartbeat<T>(
  activity: ActivityContext,
  work: () => Promise<T>,
  intervalMs: number = HEARTBEAT_INTERVAL_MS,
): Promise<T> {
  const timer = setInterval(() => activity.heartbeat(), intervalMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
