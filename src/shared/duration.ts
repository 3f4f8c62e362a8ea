import parse from 'parse-duration';

const DURATION =
  /^(?:\d+(?:\.\d+)?\s*(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)\s*)+$/i;
const TEXT_LENGTH_MAX = 100;

/**
 * `10m`, `1h30m`, `1.5 hours` → whole milliseconds. Undefined for anything else, a bare number included: whether `10`
 * means seconds or minutes is anybody's guess, and a wrong guess kills a script or lets it hang.
 */
export function durationMsOf(text: string): number | undefined {
  if (text.length > TEXT_LENGTH_MAX || !DURATION.test(text.trim())) return undefined;
  const parsedMs = parse(text);
  return parsedMs === null || !Number.isFinite(parsedMs) ? undefined : Math.round(parsedMs);
}
