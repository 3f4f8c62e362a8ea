import { MINUTE_MS, SECOND_MS } from './units.ts';

/** Bounds of: commands that read a run. Imported through `shared/limits.ts`. */

/** Executions that Temporal is asked about at once. */
export const READS_AT_ONCE = 16;
/** Pages of a run's history that are read for its plan, and events of each: the plan is among the first dozen. */
export const PLAN_PAGES_MAX = 4;
export const PLAN_PAGE_EVENTS = 100;
/** An open run in a list: its worker answers in milliseconds or is not there. */
export const LIST_QUERY_TIMEOUT_MS = SECOND_MS;
/**
 * A run's worker, asked once: it answers in milliseconds or is not there. Less than the 5 s in which somebody who waits
 * must be told.
 */
export const READ_PROGRESS_TIMEOUT_MS = 4 * SECOND_MS;
/** All shards of the largest run, each of them replayed by a busy worker. */
export const SHARDS_READ_TIMEOUT_MS = MINUTE_MS;
/** How often a followed log is read on, and how much of it at once. */
export const LOG_READ_INTERVAL_MS = 250;
export const LOG_CHUNK_BYTES = 256 * 1024;
/** `muster logs --tail`: more lines than this are the whole file for anybody. */
export const LOG_TAIL_LINES_MAX = 1_000_000;
/** Logs that are followed at once; each holds a file open. */
export const LOGS_FOLLOWED_MAX = 64;
