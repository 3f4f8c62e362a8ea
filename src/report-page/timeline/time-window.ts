/** A stretch of time that is shown, within all that there is. Milliseconds since the epoch. */
export interface TimeWindow {
  readonly startMs: number;
  readonly endMs: number;
}

const SHORTEST_MS = 100;

/** Shows `factor` of the time that is shown now (0.5: half of it), with `atMs` staying where it is. */
export function zoomed(shown: TimeWindow, all: TimeWindow, factor: number, atMs: number): TimeWindow {
  const lengthMs = clamp((shown.endMs - shown.startMs) * factor, SHORTEST_MS, all.endMs - all.startMs);
  const share = (atMs - shown.startMs) / (shown.endMs - shown.startMs);
  return within({ startMs: atMs - share * lengthMs, endMs: atMs + (1 - share) * lengthMs }, all);
}

/** What a selection by the mouse asks for; too short a one is lengthened around its middle. */
export function selected(aMs: number, bMs: number, all: TimeWindow): TimeWindow {
  const middleMs = (aMs + bMs) / 2;
  const halfMs = Math.max(Math.abs(bMs - aMs), SHORTEST_MS) / 2;
  return within({ startMs: middleMs - halfMs, endMs: middleMs + halfMs }, all);
}

/** Moved as little as it takes to show an interval, or its start when it is longer than what is shown. */
export function showing(shown: TimeWindow, all: TimeWindow, interval: TimeWindow): TimeWindow {
  const lengthMs = shown.endMs - shown.startMs;
  if (interval.startMs >= shown.startMs && interval.endMs <= shown.endMs) return shown;
  const startMs =
    interval.startMs < shown.startMs || interval.endMs - interval.startMs > lengthMs
      ? interval.startMs
      : interval.endMs - lengthMs;
  return within({ startMs, endMs: startMs + lengthMs }, all);
}

/** Moments for an axis at a round distance, at most `count`; relative to `originMs`. */
export function ticks({ startMs, endMs }: TimeWindow, originMs: number, count: number): readonly number[] {
  const wishMs = (endMs - startMs) / Math.max(1, count);
  const stepMs = ROUND_STEPS_MS.find((step) => step >= wishMs) ?? Math.ceil(wishMs / DAY_MS) * DAY_MS;
  const first = Math.ceil((startMs - originMs) / stepMs);
  const last = Math.floor((endMs - originMs) / stepMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => originMs + (first + index) * stepMs);
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const ROUND_STEPS_MS = [20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000].concat(
  [1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  [1, 2, 3, 6, 12, 24].map((hours) => hours * HOUR_MS),
);

function within({ startMs, endMs }: TimeWindow, all: TimeWindow): TimeWindow {
  const lengthMs = Math.min(endMs - startMs, all.endMs - all.startMs);
  const start = clamp(startMs, all.startMs, all.endMs - lengthMs);
  return { startMs: start, endMs: start + lengthMs };
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(Math.min(min, max), Math.min(value, max));
}
