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

/** As exact as a forecast can be: to 5 seconds below a minute, to 15 below ten, then to the minute; never too early. */
export function etaText(durationMs: number): string {
  const step = durationMs < MINUTE_MS ? 5 * SECOND_MS : durationMs < 10 * MINUTE_MS ? 15 * SECOND_MS : MINUTE_MS;
  return prettyMs(Math.max(1, Math.ceil(Math.max(0, durationMs) / step)) * step, { unitCount: 2 });
}
