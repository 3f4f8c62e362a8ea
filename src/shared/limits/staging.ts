import { HOUR_MS, SECOND_MS } from './units.ts';

/** Bounds of: results and logs on their way through the artifact store. Imported through `shared/limits.ts`. */

/** What a script has written is in the store so soon: somebody follows it, and a worker that dies loses no more. */
export const LOG_PART_INTERVAL_MS = 2 * SECOND_MS;
/** Of a script that goes on for hours the parts come less often, a 500th of its time so far, at most this far apart. */
export const LOG_PART_INTERVAL_MS_MAX = 10 * SECOND_MS;
export const LOG_PARTS_PER_DURATION = 500;
/** One part of a log; a script that writes faster gets several in a row. */
export const LOG_PART_BYTES_MAX = 1024 * 1024;
/** Logs that one worker sends at once, each with one part in memory; the others wait on disk. */
export const LOGS_SENT_MAX = 8;
/** After a script's end its slot waits so long for the store; what is left then follows without it. */
export const LOG_FLUSH_TIMEOUT_MS = 20 * SECOND_MS;
/** Logs that could not be sent are tried again so often, so long, and while they hold no more than this on disk. */
export const UNSENT_RETRY_MS = 30 * SECOND_MS;
export const UNSENT_KEPT_MS = 24 * HOUR_MS;
export const UNSENT_BYTES_MAX = 2 * 1024 * 1024 * 1024;
/** Objects of a run that are fetched or put at once by whoever works with all of them. */
export const STORED_FILES_AT_ONCE = 16;
/** What finishing a run fetches of logs and of diagnostics, each: far more than a report has room for. */
export const FETCHED_BYTES_MAX = 1024 * 1024 * 1024;
/** Before a client asks a store again that does not answer. */
export const RECEIVED_PAUSE_MS = 5 * SECOND_MS;
/** Whoever leaves, and a CI system's log of what has just failed, waits for results on their way no longer than this. */
export const RECEIVED_PATIENCE_MS = 5 * SECOND_MS;
