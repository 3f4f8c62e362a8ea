/**
 * How long the scripts alone take on so many slots when the longest is started first (LPT): what a runner that costs
 * nothing would need. Milliseconds in, milliseconds out; at most 4/3 of the shortest schedule that there is.
 */
export function listScheduleMs(durationsMs: readonly number[], slots: number): number {
  if (!Number.isInteger(slots) || slots < 1) throw new RangeError(`slots is a whole number from 1, not ${slots}`);
  const free = Array.from({ length: Math.min(slots, durationsMs.length) }, () => 0);
  for (const duration of durationsMs.toSorted((a, b) => b - a)) {
    const earliest = free.indexOf(Math.min(...free));
    free[earliest] = (free[earliest] ?? 0) + duration;
  }
  return Math.max(0, ...free);
}
