import { SECOND_MS } from './units.ts';

/** Bounds of: taking over a shard whose workflow closed abnormally. Imported through `shared/limits.ts`. */

/** Scenarios whose end is asked for at once: the rest of the run has requests of its own. */
export const ADOPTION_ASKED_AT_ONCE = 16;
/** Between two questions after those that are still open: they clean up, which takes seconds at least. */
export const ADOPTION_INTERVAL_MS = 2 * SECOND_MS;
/** Times that Temporal must not know a scenario before it counts as never started: its start may be on its way. */
export const ADOPTION_UNKNOWN_TIMES = 2;
