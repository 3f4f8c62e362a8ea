/** Bounds of: results directory. Imported through `shared/limits.ts`. */

/** Earlier runs kept under `.muster/previous`. */
export const PREVIOUS_RESULTS_KEPT = 5;
/** A result file that is read again: a run of 10,000 scenarios comes to 200 MiB; what is larger is not ours. */
export const RESULT_FILE_BYTES_MAX = 256 * 1024 * 1024;
/** Result files that are written or read at once. */
export const RESULT_FILES_AT_ONCE = 16;
