const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** `320 ms`, `1.2 s`, `4 min 05 s`, `2 h 05 min`. */
export function durationText(durationMs: number): string {
  const ms = Math.max(0, Number.isFinite(durationMs) ? durationMs : 0);
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < MINUTE_MS - 50) return `${(ms / SECOND_MS).toFixed(1)} s`;
  if (ms < HOUR_MS - 500) return pair(Math.round(ms / SECOND_MS), 'min', 's');
  return pair(Math.round(ms / MINUTE_MS), 'h', 'min');
}

function pair(units: number, large: string, small: string): string {
  return `${Math.floor(units / 60)} ${large} ${String(units % 60).padStart(2, '0')} ${small}`;
}

/** `2026-05-01 12:30:00 UTC`. A report is read in other time zones than its own, so there is only one. */
export function timeText(epochMs: number): string {
  const date = new Date(epochMs);
  if (Number.isNaN(date.getTime())) return 'unknown';
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `12,345`. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 attempt`, `2 attempts`. */
export function counted(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `1.4 MiB`, `12 KiB`, `800 bytes`. */
export function sizeText(bytes: number): string {
  const KIB = 1_024;
  if (bytes < KIB) return counted(bytes, 'byte');
  return bytes < KIB * KIB ? `${Math.round(bytes / KIB)} KiB` : `${(bytes / KIB / KIB).toFixed(1)} MiB`;
}
