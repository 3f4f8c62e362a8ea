import prettyMs from 'pretty-ms';
import { MINUTE_MS, SECOND_MS } from '../../shared/limits.ts';

/** `320ms`, `1.2s`, `1m 4s`, `2h 5m`: as much as people compare. */
export function durationText(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < MINUTE_MS) return prettyMs(ms, { secondsDecimalDigits: 1 });
  return prettyMs(Math.round(ms / SECOND_MS) * SECOND_MS, { unitCount: 2 });
}

/** Whole seconds, and nothing below the first, for clocks that tick in a frame. */
export function elapsedText(durationMs: number): string {
  const seconds = Math.floor(Math.max(0, durationMs) / SECOND_MS);
  if (seconds === 0) return '<1s';
  return prettyMs(seconds * SECOND_MS, { unitCount: 2 });
}
