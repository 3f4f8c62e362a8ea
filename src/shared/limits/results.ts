/** Bounds of: results directory. Imported through `shared/limits.ts`. */

/** Earlier runs kept under `.muster/previous`. */
export const PREVIOUS_RESULTS_KEPT = 5;
/** A result file that is read again: a run of 10,000 scenarios comes to 200 MiB; what is larger is not ours. */
export const RESULT_FILE_BYTES_MAX = 256 * 1024 * 1024;
/** One scenario's record: 41 attempts with 2 KiB of output each, as JSON. What is larger, or has more, is not ours. */
export const RECORD_BYTES_MAX = 1024 * 1024;
export const RECORD_ATTEMPTS_MAX = 100;
export const RECORD_TEXT_LENGTH_MAX = 16 * 1024;
/** Result files that are written or read at once. */
export const RESULT_FILES_AT_ONCE = 16;
/** Runs of one scenario that `.muster/history.jsonl` remembers: far more than is shown or reckoned with. */
export const HISTORY_KEPT_COUNT = 50;
/** All of the history: 50 runs of 6,000 scenarios. Of more, the oldest lines go. */
export const HISTORY_BYTES_MAX = 64 * 1024 * 1024;
/** Outcomes of one scenario in a report, the run's own included: as many as fit into a row. */
export const HISTORY_SHOWN_COUNT = 20;
/** Passed runs whose median is the estimate. */
export const ESTIMATE_PASSES_COUNT = 20;
/** Lines of the history that are read at a stretch: some 25 ms, in which the worker does nothing else. */
export const HISTORY_LINES_AT_ONCE = 5_000;
