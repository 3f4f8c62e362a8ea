import { JANITOR_REFUSED_RETRY_MS_FIRST, JANITOR_REFUSED_RETRY_MS_MAX } from './limits.ts';

/** How long a deletion that was refused `refusalCount` (1 or more) times in a row waits: 5, 10, 20, 40, 60, 60 … minutes. */
export function refusalDelayMs(refusalCount: number): number {
  return Math.min(JANITOR_REFUSED_RETRY_MS_FIRST * 2 ** (refusalCount - 1), JANITOR_REFUSED_RETRY_MS_MAX);
}
