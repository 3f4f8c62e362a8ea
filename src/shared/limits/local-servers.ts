import { HOUR_MS, MINUTE_MS, SECOND_MS } from './units.ts';
import { SCRIPT_TIMEOUT_MS_MAX } from './run.ts';
import { WORKER_SHUTDOWN_FORCE_MS } from './worker.ts';

/** Bounds of: local servers. Imported through `shared/limits.ts`. */

/** The background process leaves by itself after this long without work. */
export const IDLE_EXIT_MS = 30 * MINUTE_MS;
/** Runs of a command that died are cancelled and clean up this long before the servers that ended with it stop. */
export const CLIENT_GONE_CLEANUP_MS = MINUTE_MS;
/** Between two looks at what is open on servers whose command has ended: they are to leave soon. */
export const CLIENT_GONE_LOOK_MS = 2 * SECOND_MS;
/** A run may begin this long after its environment was handed over: until then nobody can say that it is not open. */
export const ENVIRONMENT_START_MS = 10 * MINUTE_MS;
/** Where nobody can say whether a run is open: a day longer than the longest script that read its environment may run. */
export const ENVIRONMENT_AGE_MS_MAX = SCRIPT_TIMEOUT_MS_MAX + 24 * HOUR_MS;
/** Lines of a child's log that are shown when it dies at start. */
export const LOG_TAIL_LINES = 20;
/** A server that is not ready by then has failed to start; a cold 2-core machine needs about 10 s. */
export const SERVER_START_TIMEOUT_MS = 90 * SECOND_MS;
/** After TERM, before KILL: their data is throwaway or crash-safe, so do not wait long. */
export const SERVER_STOP_GRACE_MS = 5 * SECOND_MS;
/** Ports for the local servers: above what programs are usually given, below what systems hand out by themselves. */
export const PORT_MIN = 15_000;
export const PORT_MAX = 31_999;
/** Random choices before giving up: with half of the range taken, one in 2^100 fails. */
export const PORT_CHOICES_MAX = 100;
/** New ports are tried this often when one was taken between choosing and binding. */
export const PORT_ATTEMPTS_MAX = 3;
/** The background process answers plain questions in milliseconds; later means that it hangs. */
export const LOCAL_CALL_TIMEOUT_MS = 5 * SECOND_MS;
/** From spawning the background process to its first answer; a loaded 2-core machine needs about 2 s. */
export const BACKGROUND_START_TIMEOUT_MS = 20 * SECOND_MS;
/** From asking the background process to stop to its end: its workers may need their forced end first. */
export const BACKGROUND_STOP_TIMEOUT_MS = WORKER_SHUTDOWN_FORCE_MS + 30 * SECOND_MS;
/** A purge that finds a new background process each time gives up: somebody keeps starting it. */
export const STOP_ROUNDS_MAX = 3;
/** How often files of another process are looked at while it starts or stops. */
export const LOCAL_POLL_MS = 50;
/** An answer that may include a Go build of all servers: 10 min on 2 cores, 20 min on a slow disk. */
export const ENSURE_TIMEOUT_MS = 45 * MINUTE_MS;
/** A long answer carries a sign of life this often; silence of several of them means a process that hangs. */
export const ENSURE_PING_MS = 5 * SECOND_MS;
export const ENSURE_SILENCE_MS = 30 * SECOND_MS;
/** The background process may be killed while it answers; it is started again this often at most. */
export const ENSURE_ATTEMPTS_MAX = 3;
/** One request or answer line: paths, names and the last lines of a log. */
export const LOCAL_MESSAGE_BYTES_MAX = 1024 * 1024;
/** `sun_path` holds 108 bytes on Linux and 104 on macOS, with the final NUL. */
export const SOCKET_PATH_BYTES_MAX = 100;
/** Between restarts of a child that died: first, and at most. */
export const RESTART_DELAY_MS_FIRST = 500;
export const RESTART_DELAY_MS_MAX = 30 * SECOND_MS;
/** So many restarts in a row that did not last are a crash loop: about 3 minutes of trying. */
export const RESTART_ATTEMPTS_MAX = 10;
/** A child that has lived this long is healthy: its earlier deaths no longer count. */
export const RESTART_HEALTHY_MS = MINUTE_MS;
/** How often the background process looks for work that keeps it. */
export const IDLE_CHECK_INTERVAL_MS = MINUTE_MS;
/** Schedules that are looked at to learn whether a user has one. */
export const IDLE_SCHEDULES_MAX = 100;
/** Between two looks at a starting server: short beside the seconds that a start takes. */
export const SERVER_POLL_MS = 100;
/** One request of a readiness check; a server that accepts and never answers must not use up the whole start. */
export const SERVER_PROBE_TIMEOUT_MS = 5 * SECOND_MS;
/** A server's log is moved aside at its next start when it is larger than this. */
export const SERVER_LOG_BYTES_MAX = 32 * 1024 * 1024;
/** As much of a log's end is read for its last lines. */
export const LOG_TAIL_BYTES = 64 * 1024;
/** The API server makes its certificate for a year; it is renewed at a start when less than this is left. */
export const CERTIFICATE_RENEWAL_MS = 60 * 24 * HOUR_MS;
