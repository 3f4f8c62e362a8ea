import { HOUR_MS, MINUTE_MS, SECOND_MS } from './units.ts';

/** Bounds of: following a run. Imported through `shared/limits.ts`. */

export const FOLLOW_INTERVAL_MS = SECOND_MS;
/** Finished scenarios per answer of the query `finishedSince`. */
export const FINISHED_PAGE_COUNT = 200;
/** Open shards of a run that are asked at once: a worker has them in its cache and answers in milliseconds. */
export const SHARDS_ASKED_AT_ONCE = 8;
/**
 * Closed ones: a worker replays some thousand events for each, half a second of a processor that its run's scenarios
 * need more; on a busy machine that takes many times as long.
 */
export const SHARDS_REPLAYED_AT_ONCE = 2;
export const SHARD_REPLAY_TIMEOUT_MS = 30 * SECOND_MS;
/** A follower shows what it has when a shard takes longer; that answer is taken in later. */
export const SHARD_PATIENCE_MS = FOLLOW_INTERVAL_MS / 2;
/** Tries to read a shard that is not there any more, or that cannot be replayed, before a follower does without it. */
export const SHARD_READS_FAILED_MAX = 3;
/** The same for a run that has closed: without it, what its last scenarios became is told by their report alone. */
export const LAST_READS_FAILED_MAX = 3;
/** A task queue that nobody polls is reported after this long. */
export const NO_WORKER_NOTICE_MS = 5 * SECOND_MS;
/** One answer from Temporal or, through it, from the run; a worker that is there answers in milliseconds. */
export const FOLLOW_READ_TIMEOUT_MS = 5 * SECOND_MS;
/**
 * What a run is asked to change, and its answer. It answers once it knows its scenarios, and a worker that is busy
 * planning or starting some answers late; a person waits this long, not for a plan of minutes.
 */
export const ASK_RUN_TIMEOUT_MS = 30 * SECOND_MS;
/** Opening the connection to Temporal. */
export const TEMPORAL_CONNECT_TIMEOUT_MS = 10 * SECOND_MS;
/** Between two tries to bring the local background process back, and tries without an answer in between. */
export const REVIVE_INTERVAL_MS = 10 * SECOND_MS;
export const REVIVALS_MAX = 5;
/** A follower whose run cannot be read for this long leaves with "still running"; the run itself goes on. */
export const UNREADABLE_GIVE_UP_MS = 30 * MINUTE_MS;
/** A run that was cancelled by a signal without a terminal is followed this long: kill grace, pods, deletions. */
export const CANCEL_FOLLOW_MS = 2 * MINUTE_MS;
/** npm and npx repeat one Ctrl-C; a second one this soon is the same one. */
export const SIGINT_DUPLICATE_MS = SECOND_MS;
/** Without a terminal, a line is printed at least this often: CI systems end jobs that are silent. */
export const QUIET_NOTICE_MS = MINUTE_MS;
/** Runs that `muster list` shows when nobody says otherwise, and runs that are searched for a near name. */
export const LIST_RUNS_COUNT = 20;
/** A schedule's missed starts are made up for within this window; Temporal's own default is a year. */
export const CATCHUP_WINDOW_MS_DEFAULT = 2 * HOUR_MS;
/** Deletions that are sent when a client must leave at once: GitHub kills 2.5 s after its second signal. */
export const LAST_DELETES_TIMEOUT_MS = 2 * SECOND_MS;
/** `muster cleanup` sends so many deletions at once and waits this long for the namespaces to go. */
export const CLEANUP_CONCURRENCY = 8;
export const CLEANUP_WAIT_MS = MINUTE_MS;
/** Stuck namespaces that are told with all that is known: one cause usually holds them all. */
export const STUCK_SHOWN_MAX = 5;
