/** Bounds of: results directory. Imported through `shared/limits.ts`. */

/** Earlier runs kept under `.muster/previous`. */
export const PREVIOUS_RESULTS_KEPT = 5;
/** Result files that are written or read at once. */
export const RESULT_FILES_AT_ONCE = 16;
