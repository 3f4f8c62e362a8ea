/** Bounds of: the HTML report. Imported through `shared/limits.ts`. */

/** The whole file: what browsers open at once and CI systems show without a download. */
export const HTML_BYTES_MAX = 10 * 1024 * 1024;
/** Times that logs and diagnostics are cut down until the file fits; the first is enough for common logs. */
export const HTML_FITTING_ROUNDS = 6;
/** Scenarios whose logs and diagnostics are unpacked together when one of them is looked at: some 10 ms. */
export const HTML_CHUNK_SCENARIOS = 100;
/** Failures in full in the page that needs no script; more would hardly be read there. */
export const HTML_PLAIN_FAILURES_COUNT = 100;
/** Of each such failure: as many lines as fit on a screen. */
export const HTML_PLAIN_LOG_LINES = 40;
/** Of each such failure: 40 lines of 100 characters. */
export const HTML_PLAIN_LOG_CHARACTERS = 4_096;
export const HTML_PLAIN_EVENTS_COUNT = 10;
export const HTML_PLAIN_CONTAINER_LOGS_COUNT = 3;
/** Kinds of failure that the summary counts; the rest is one line. */
export const HTML_REASONS_SHOWN_COUNT = 6;
/** Rows of the timeline's table: more than anybody reads, and no burden to a screen reader. */
export const TIMELINE_ROWS_MAX = 200;
