/** Bounds of: JUnit, annotations, step summaries and logs of CI systems. Imported through `shared/limits.ts`. */

/** Parsers make one line of it; what is longer belongs into the text. Characters. */
export const JUNIT_MESSAGE_LENGTH_MAX = 256;
/** The end of one log in `junit.xml`. Jenkins keeps 50,000 characters at either end. */
export const JUNIT_LOG_BYTES_MAX = 64 * 1024;
/** All logs in `junit.xml`: GitLab refuses files of 30 MB. */
export const JUNIT_LOGS_BYTES_MAX = 16 * 1024 * 1024;
/** All texts of failures beside them, under the same bound. */
export const JUNIT_TEXTS_BYTES_MAX = 6 * 1024 * 1024;

/** GitHub shows ten annotations of a kind per step and hides the others without a word. */
export const GITHUB_ANNOTATIONS_MAX = 10;
/** Characters of an annotation: as much as fits beside a line of a diff. */
export const GITHUB_ANNOTATION_LENGTH_MAX = 1_000;
/** GitHub drops a step summary of more than 1 MiB as a whole. */
export const STEP_SUMMARY_BYTES_MAX = 900 * 1024;
/** Lines of a log in the step summary: the whole log is in the report. */
export const STEP_SUMMARY_LOG_LINES = 20;
/** Failed scenarios with the end of their log in the step summary. */
export const STEP_SUMMARY_LOGS_MAX = 50;
/** Scenarios that the step summary names, failed ones first. */
export const STEP_SUMMARY_ROWS_MAX = 2_000;

/** Lines of a failed scenario's log that CI output shows. */
export const CI_LOG_LINES_MAX = 200;
/** Read from the end of a log for those lines. */
export const CI_LOG_BYTES_MAX = 64 * 1024;
/** Logs shown: a suite that fails as a whole would bury its own first failure. */
export const CI_LOGS_MAX = 50;

/** Directories that one `report merge` takes: one per job of the widest matrix. */
export const MERGE_REPORTS_MAX = 1_000;
