import { Random } from '../random.ts';

/** What `log-normal.json` was made with: a median of 2 s, one in six longer than 5.4 s, none over half a minute. */
const SEED = 6;
const COUNT = 500;
const MEDIAN_MS = 2_000;
const SIGMA = 1;
const SHORTEST_MS = 200;
const LONGEST_MS = 30_000;
const STEP_MS = 10;

/** Milliseconds. The list is checked in, so that results of years apart are about the same scripts. */
export function logNormalDurations(): number[] {
  const random = new Random(SEED);
  return Array.from({ length: COUNT }, () => {
    const ms = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, random.logNormal(MEDIAN_MS, SIGMA)));
    return Math.round(ms / STEP_MS) * STEP_MS;
  });
}
