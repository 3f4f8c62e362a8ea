import { SECOND_MS } from './units.ts';

/** Bounds of: what is kept of failures, in namespaces and in reports. Imported through `shared/limits.ts`. */

/** A failed attempt holds its slot while its namespace is looked at: about as long as its deletion takes anyway. */
export const DIAGNOSTICS_TIMEOUT_MS = 10 * SECOND_MS;
/** One request of it: a node that is away keeps its log's request waiting, and the others must still come to their turn. */
export const DIAGNOSTICS_REQUEST_TIMEOUT_MS = 4 * SECOND_MS;
/** Beside everything else that the API server does for the scenarios that go on. */
export const DIAGNOSTICS_REQUESTS_AT_ONCE = 4;
/** Objects of one kind that are read; pods are about 10 KiB each. */
export const DIAGNOSTICS_LIST_COUNT = 200;
/** Events that are read of each sort, warnings and others: about 1 KiB each. */
export const DIAGNOSTICS_EVENTS_LIST_COUNT = 500;
/** What is kept of what was read, the most telling first. */
export const DIAGNOSTICS_PODS_MAX = 50;
export const DIAGNOSTICS_CONTAINERS_PER_POD_MAX = 20;
export const DIAGNOSTICS_EVENTS_MAX = 100;
export const DIAGNOSTICS_WORKLOADS_MAX = 50;
export const DIAGNOSTICS_CONDITIONS_MAX = 10;
/** Logs that are read, an earlier instance's included. */
export const DIAGNOSTICS_LOGS_MAX = 20;
export const DIAGNOSTICS_LOG_LINES = 50;
export const DIAGNOSTICS_LOG_BYTES = 8 * 1024;
/** The server cuts a log at its end, where the failure stands: it is asked for more than is kept. */
export const DIAGNOSTICS_LOG_READ_BYTES = 256 * 1024;
/** A message of the cluster; an event's ends at 1,024 bytes by itself. */
export const DIAGNOSTICS_MESSAGE_LENGTH_MAX = 1_024;
/** A name, a reason, an image. */
export const DIAGNOSTICS_WORD_LENGTH_MAX = 512;
/** Sentences about what was left out. */
export const DIAGNOSTICS_OMITTED_MAX = 30;
/** The record of one attempt as compact JSON; a typical one is below 20 KiB. */
export const DIAGNOSTICS_BYTES_MAX = 256 * 1024;
/** Its file: indented, and with every character of a log escaped, it is still ours. */
export const DIAGNOSTICS_FILE_BYTES_MAX = 2 * 1024 * 1024;
/** One line in a result: as much as stands beside a scenario's name. */
export const DIAGNOSIS_LENGTH_MAX = 200;

/** What a report shows of a log: of a failure what led to it, of anything else how it ended. */
export const LOG_EXCERPT_LINES = 400;
export const LOG_EXCERPT_BYTES = 64 * 1024;
/** Characters of one line: more is not read by anybody, and would leave no room for the others. */
export const LOG_EXCERPT_LINE_LENGTH_MAX = 4_000;
export const LOG_EXCERPT_LINES_WHEN_PASSED = 20;
export const LOG_EXCERPT_BYTES_WHEN_PASSED = 4 * 1024;
/** A log up to this size is read as a whole, so that the lines left out are counted; of a larger one only the end. */
export const LOG_COUNTED_BYTES_MAX = 512 * 1024;
/** What failed scenarios' logs are cut to, one after another, when a report has no room for all of them. */
export const LOG_EXCERPT_LINES_WHEN_CROWDED: readonly number[] = [200, 50];
/**
 * A whole run's report as compact JSON; also bounds what is read for it of logs, and of diagnostics. Text comes to about a third of its size once it is compressed and written in
 * base64: with this the HTML stays below 10 MiB, its own rows included.
 */
export const RUN_REPORT_BYTES_MAX = 24 * 1024 * 1024;
/** Outcomes of earlier runs that a scenario without trouble keeps in a report that is too large. */
export const HISTORY_KEPT_WHEN_CROWDED_COUNT = 5;
/** A message in a report that has no room for more. */
export const MESSAGE_LENGTH_WHEN_CROWDED = 200;
