import { MINUTE_MS, SECOND_MS } from './units.ts';

/** Bounds of: activities. Imported through `shared/limits.ts`. */

/** Short activities: a task matched to a dying worker is lost until this passes. */
export const SHORT_ACTIVITY_TIMEOUT_MS = 15 * SECOND_MS;
/** Discovery reads every script once; a big folder on a slow disk takes seconds. */
export const PLAN_ACTIVITY_TIMEOUT_MS = MINUTE_MS;
export const HEARTBEAT_TIMEOUT_MS = 20 * SECOND_MS;
/** A worker sends a heartbeat at most this often; a cancellation is heard no later. */
export const HEARTBEAT_THROTTLE_MS = 3 * SECOND_MS;
export const HEARTBEAT_INTERVAL_MS = 2 * SECOND_MS;
/** Between retries of an activity: first, and at most. */
export const RETRY_INITIAL_MS = SECOND_MS;
export const RETRY_MAX_MS = 30 * SECOND_MS;
/** Preparing a namespace is given up after this long; the attempt is then errored and its namespace reclaimed. */
export const CREATE_NAMESPACE_TIMEOUT_MS = 5 * MINUTE_MS;
/** Beside what the diagnosis itself may take: to begin, to redact and to write its file. */
export const DIAGNOSTICS_ACTIVITY_MARGIN_MS = 5 * SECOND_MS;
/** A slot waits for it, and a second try finds a namespace that has changed since the failure. */
export const DIAGNOSTICS_TRIES_MAX = 2;
/** A deletion that cannot even be asked for in this time is reported stuck; the janitor goes on. */
export const DELETE_NAMESPACE_TIMEOUT_MS = 30 * MINUTE_MS;
/** Planning waits this long for a cluster or a disk that is away, then the run fails with the reason. */
export const PLAN_RETRY_TIMEOUT_MS = MINUTE_MS;
/** One try at the reports: 10,000 scenarios took five minutes on a machine with ten times as much to do as it can. */
export const FINISH_RUN_TIMEOUT_MS = 15 * MINUTE_MS;
/** A worker with very much else to do may stand still for seconds. */
export const FINISH_RUN_HEARTBEAT_TIMEOUT_MS = MINUTE_MS;
/** Results are retried this long (a full disk may be emptied), then the run says that they could not be written. */
export const WRITE_RESULTS_TIMEOUT_MS = 10 * MINUTE_MS;
