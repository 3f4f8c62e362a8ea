import { HOUR_MS, MINUTE_MS, SECOND_MS } from './units.ts';

/** Bounds of: worker. Imported through `shared/limits.ts`. */

/** Long awaits (draining namespaces) in one worker. */
export const WAIT_SLOTS = 200;
/**
 * Namespaces being created or deleted in one worker: as many as there are scripts, so that none waits for a slot. They
 * wait for the cluster, and what is sent to it is paced.
 */
export const NAMESPACE_SLOTS = 1_000;
/** Short calls in flight in one worker. */
export const KUBERNETES_SLOTS = 32;
/** Scripts that one worker runs at once at most; a run's own limit is usually far lower. */
export const SCRIPT_SLOTS_DEFAULT = 1_000;
/** About 600 KiB each: 500 workflows stay below 300 MiB. */
export const CACHED_WORKFLOWS_MAX = 500;
/** After a signal, running scripts are interrupted only after this long. */
export const WORKER_SHUTDOWN_GRACE_MS = 10 * SECOND_MS;
/** A worker that has not ended this long after its signal is ended by force; the server retries what it held. */
export const WORKER_SHUTDOWN_FORCE_MS = 60 * SECOND_MS;
/** After a worker's own forced end: time to close connections before it is killed. */
export const WORKER_EXIT_MARGIN_MS = 5 * SECOND_MS;
/** Workflow tasks in progress in one worker: they are short and need the CPU. */
export const WORKFLOW_TASK_SLOTS = 40;
/** A janitor sweeps this often; a sweep that was missed is made up for only while it is this young. */
export const JANITOR_INTERVAL_MS = 5 * MINUTE_MS;
export const JANITOR_CATCHUP_MS = 10 * MINUTE_MS;
/** A schedule ends so long after its last worker said that it lives, which each does daily: none is kept for nobody. */
export const JANITOR_LIFE_MS = 7 * 24 * HOUR_MS;
export const JANITOR_RENEW_MS = 24 * HOUR_MS;
/** A sweep that no worker takes up is forgotten; it has nothing to clean up of its own. */
export const JANITOR_SWEEP_TIMEOUT_MS = 30 * MINUTE_MS;
/** An orphan whose deletion was refused is asked for again after the first, then twice as long each time. */
export const JANITOR_REFUSED_RETRY_MS_FIRST = 5 * MINUTE_MS;
export const JANITOR_REFUSED_RETRY_MS_MAX = HOUR_MS;
/** Sweeps do not start to the second: what is due this soon is due now, or it would wait for one sweep more each time. */
export const JANITOR_DUE_SLACK_MS = MINUTE_MS;
/** Deletions of one sweep; more would not end within its activity's time on a slow cluster. The next one goes on. */
export const JANITOR_DELETIONS_MAX = 1_000;
/** Refused and stuck namespaces that a sweep lists with their reasons: its result stays far below Temporal's 2 MiB. */
export const JANITOR_LISTED_MAX = 200;
/** Before a run starts it deletes what has expired, and waits no longer for that. */
export const EXPIRED_SWEEP_TIMEOUT_MS = 10 * SECOND_MS;
/** A worker that starts waits this long for Temporal, then gives up with the reason. */
export const WORKER_CONNECT_TIMEOUT_MS = MINUTE_MS;
/** Between tries to connect: first, and at most. */
export const TEMPORAL_CONNECT_DELAY_MS_FIRST = 500;
export const TEMPORAL_CONNECT_DELAY_MS_MAX = 5 * SECOND_MS;
/** Log lines that a full disk does not take are kept up to this; what follows is lost. */
export const UNWRITTEN_LOG_BYTES_MAX = 1024 * 1024;
/** From spawning a worker to its readiness: connecting, and a bundle to compile. */
export const WORKER_START_TIMEOUT_MS = WORKER_CONNECT_TIMEOUT_MS + 30 * SECOND_MS;
