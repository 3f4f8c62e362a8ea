import { MINUTE_MS, SECOND_MS } from './units.ts';

/** Bounds of: kubernetes requests. Imported through `shared/limits.ts`. */

export const REQUEST_TIMEOUT_MS = 10 * SECOND_MS;
/** Sockets of the one keep-alive agent per process. */
export const REQUEST_SOCKETS_MAX = 32;
/** What one process asks of an API server at most: about 20 scenarios/s, more than namespace controllers can delete. */
export const REQUESTS_PER_SECOND = 200;
/** So many at once after a pause: a run that starts 50 scenarios, with all that each needs at its beginning. */
export const REQUESTS_BURST = 400;
/** Requests that wait for their turn: 1,000 scenarios with five each; their own time limits end them sooner. */
export const REQUESTS_WAITING_MAX = 5_000;
/** While nobody listens, one connection is tried for all who wait: so soon, then ever more rarely. */
export const AWAY_RETRY_MS_MIN = 100;
export const AWAY_RETRY_MS_MAX = 2 * SECOND_MS;
/** A watch is ended by the server after this long, then renewed: a silent half-open connection cannot last. */
export const WATCH_TIMEOUT_MS = 4 * MINUTE_MS;
/** A namespace can be used once its ServiceAccount and root CA exist; normally under 300 ms. */
export const NAMESPACE_READY_TIMEOUT_MS = 10 * SECOND_MS;
/** Polls for them: soon, because they appear within tens of milliseconds, then slower. */
export const NAMESPACE_READY_POLL_MS_MIN = 40;
export const NAMESPACE_READY_POLL_MS_MAX = 500;
/** Deleted pods: 1 s for their processes, so that a slot is free soon; then they are polled for. */
export const POD_DELETE_GRACE_SECONDS = 1;
export const PODS_GONE_POLL_MS_MIN = 250;
export const PODS_GONE_POLL_MS_MAX = SECOND_MS;
/** A watch without a byte for so long is dead: bookmarks come about once a minute. */
export const WATCH_IDLE_MS = 90 * SECOND_MS;
/** While a watch cannot be held, one LIST this often stands in for it. */
export const WATCH_RETRY_MS = 3 * SECOND_MS;
/** A watch that nobody uses is kept this long, because the next turn of an await usually follows at once. */
export const WATCH_LINGER_MS = 10 * SECOND_MS;
/** Namespaces end in bunches: a first sign of one is held back this long, so that one LIST proves several. */
export const GONE_SETTLE_MS = 150;
/** Objects per page of a LIST. */
export const LIST_PAGE_COUNT = 500;
/** One answer's body; a page of 500 namespaces is below 2 MiB. */
export const RESPONSE_BYTES_MAX = 32 * 1024 * 1024;
/** One line of a watch: an object is at most 1.5 MiB in etcd, about twice that as JSON. */
export const WATCH_LINE_BYTES_MAX = 4 * 1024 * 1024;
/** Credentials (files, plugins) are asked again after this long, as client-go does with token files. */
export const CREDENTIALS_TTL_MS = MINUTE_MS;
/** A server may ask for patience; never for more than this. */
export const RETRY_AFTER_MS_MAX = MINUTE_MS;
/** The API server's own sentence in an error. */
export const STATUS_MESSAGE_LENGTH_MAX = 300;
/** Namespaces that one activity works on at a time when it has many. */
export const NAMESPACE_BATCH_COUNT = 8;
/** A closed owner's namespace is an orphan only when it is older than this: its own deletion may be on its way. */
export const ORPHAN_GRACE_MS = 2 * MINUTE_MS;
/** Questions about rights that are open at once; about fifteen are asked when a run begins. */
export const RIGHTS_AT_ONCE = 8;
/** Kinds that the cluster knows are asked for again after this long: scripts install and remove their own. */
export const DISCOVERY_TTL_MS = 30 * SECOND_MS;
/** Groups that are asked at once of an API server that cannot answer for all of them in one. */
export const DISCOVERY_REQUESTS_AT_ONCE = 8;
/** A scoped token: short, because whoever sees it may use it until its end or its namespace's; long against renewals. */
export const SCOPED_TOKEN_LIFE_MS = 60 * MINUTE_MS;
/** A new binding is known to the API server within milliseconds; in all, a create has SHORT_ACTIVITY_TIMEOUT_MS. */
export const ACCESS_READY_TIMEOUT_MS = 8 * SECOND_MS;
/** The first token of a script: longer than an API server takes to restart, shorter than its activity's margin. */
export const FIRST_TOKEN_TIMEOUT_MS = 30 * SECOND_MS;
/** A token that could not be had is asked for again so soon, then more and more rarely, while its script runs. */
export const TOKEN_RETRY_MS_MIN = SECOND_MS;
export const TOKEN_RETRY_MS_MAX = MINUTE_MS;
/** The clock is looked at this often: a timer stands still while a laptop sleeps, and a token's end does not. */
export const TOKEN_CLOCK_MS = 15 * SECOND_MS;
