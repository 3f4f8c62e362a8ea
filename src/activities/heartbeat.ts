import { HEARTBEAT_INTERVAL_MS } from '../shared/limits.ts';
import type { ActivityContext } from './activity-context.ts';

/** Heartbeats at once and every `intervalMs` until the work has settled. A cancellation is heard only by heartbeats. */
export async function withHeartbeat<T>(
  activity: ActivityContext,
  work: () => Promise<T>,
  intervalMs: number = HEARTBEAT_INTERVAL_MS,
): Promise<T> {
  activity.heartbeat();
  const timer = setInterval(() => activity.heartbeat(), intervalMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
