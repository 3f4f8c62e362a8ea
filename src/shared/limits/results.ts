import { MINUTE_MS, SECOND_MS } from './units.ts';

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
/** Records up to this, about 200 scenarios, are made into reports at once: a thread takes longer to start. */
export const RENDER_HERE_BYTES_MAX = 1024 * 1024;
/** Heap of the thread that makes the reports of a large run: 128 are enough for 10,000 scenarios, 24 MiB of record. */
export const RENDER_HEAP_MIB_MAX = 512;
/** The slowest report of 10,000 scenarios took 13 s on a machine with ten times as much to do as it can. */
export const RENDER_TIMEOUT_MS = 2 * MINUTE_MS;
/** Runs of one scenario that `.muster/history.jsonl` remembers: far more than is shown or reckoned with. */
export const HISTORY_KEPT_COUNT = 50;
/** All of the history: 50 runs of 6,000 scenarios. Of more, the oldest lines go. */
export const HISTORY_BYTES_MAX = 64 * 1024 * 1024;
/** Outcomes of one scenario in a report, the run's own included: as many as fit into a row. */
export const HISTORY_SHOWN_COUNT = 20;
/** Passed runs whose median is the estimate. */
export const ESTIMATE_PASSES_COUNT = 20;
/** Of the history that is read or written at a stretch, some 3,000 lines, while a worker does nothing else. */
export const HISTORY_BYTES_AT_ONCE = 512 * 1024;
/** Between two calls that write results, while a run has other things to wake up for; Temporal has them meanwhile. */
export const WRITE_RESULTS_INTERVAL_MS = 5 * SECOND_MS;
