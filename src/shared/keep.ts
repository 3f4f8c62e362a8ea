import { KEEP_FOR_MS_DEFAULT, KEEP_FOR_MS_MAX, KEEP_FOR_MS_MIN } from './limits.ts';
import type { OutcomeStatus } from './outcome.ts';
import type { RunSettings } from './plan.ts';

/**
 * How long the namespace of a scenario's last attempt stays, in milliseconds from the end of its script; 0: not at all.
 * `askedMs` is what somebody asked for this scenario alone (0: not to keep it) and goes before the run's settings. A
 * cancelled scenario keeps nothing: whoever cancels wants it gone.
 */
export function keepForMsOf(
  status: OutcomeStatus,
  { keep = 'never', keepForMs = KEEP_FOR_MS_DEFAULT }: Pick<RunSettings, 'keep' | 'keepForMs'>,
  askedMs?: number,
): number {
  if (status === 'cancelled') return 0;
  if (askedMs !== undefined) return askedMs;
  switch (keep) {
    case 'never':
      return 0;
    case 'always':
      return keepForMs;
    case 'on-failure':
      return status === 'failed' || status === 'errored' ? keepForMs : 0;
  }
}

/** Whether a namespace may be asked to stay for so long. */
export function isKeepTime(forMs: unknown): forMs is number {
  return Number.isInteger(forMs) && Number(forMs) >= KEEP_FOR_MS_MIN && Number(forMs) <= KEEP_FOR_MS_MAX;
}
