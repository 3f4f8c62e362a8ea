/**
 * Every number that bounds something, in one place: unit in the name, reason beside it.
 * Call sites pass these explicitly; nothing reads an environment variable here.
 */
import { HOUR_MS, MINUTE_MS, SECOND_MS } from './units.ts';

export * from './program-limits.ts';
export * from './units.ts';

// --- A run -------------------------------------------------------------------------------------------------------
/** Scenarios that one run starts directly: 200 × about 15 events each stays under Temporal's 4,096-event suggestion. */
export const SCENARIOS_PER_RUN_MAX = 200;
/** Slots when nobody says otherwise: what `MAX_PARALLEL` has always defaulted to. */
export const MAX_PARALLEL_DEFAULT = 4;
/** Upper end of `--max-parallel`: more pending children than this in one parent is near Temporal's limit of 2,000. */
export const MAX_PARALLEL_MAX = 1_000;
/** How long a script may run when neither the flag nor its metadata says. */
export const SCRIPT_TIMEOUT_MS_DEFAULT = HOUR_MS;
export const SCRIPT_TIMEOUT_MS_MIN = SECOND_MS;
export const SCRIPT_TIMEOUT_MS_MAX = 7 * 24 * HOUR_MS;
/** Attempts that may be added for failed scripts (`--retries`). */
export const RETRIES_DEFAULT = 0;
export const RETRIES_MAX = 20;
/** Attempts that may be added for broken infrastructure or taken names; never held against the scenario. */
export const INFRASTRUCTURE_RETRIES_DEFAULT = 3;
/** The exit code by which a script says "skipped", as in Automake's test driver. */
export const SKIP_EXIT_CODE_DEFAULT = 77;

// --- Namespaces --------------------------------------------------------------------------------------------------
/** Kubernetes allows 63 (DNS-1123 label); Helm release names stop at 53 and charts derive them from the namespace. */
export const NAMESPACE_NAME_LENGTH_MAX = 53;
export const NAMESPACE_PREFIX_DEFAULT = 'muster';
/** Leaves room for a readable part beside the 13 unique characters. */
export const NAMESPACE_PREFIX_LENGTH_MAX = 20;
/** A StatefulSet's name ends at 52 and charts append to the release, so a release is slug (19) + 1 + 5. */
export const RELEASE_SLUG_LENGTH_MAX = 19;
/** A label value, see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/. */
export const LABEL_VALUE_LENGTH_MAX = 63;
/** Added to the script's time limit for `muster/expires-at`: later than any attempt can last, outages included. */
export const NAMESPACE_EXPIRY_MARGIN_MS = 6 * HOUR_MS;
/** A deletion waits this long for the pods to go before it frees the slot all the same. */
export const PODS_GONE_TIMEOUT_MS = MINUTE_MS;
/** Namespaces that may be draining at once: the larger of this and 4 × the limit. The namespace controller does 5–10/s. */
export const DRAINING_MIN = 128;
export const DRAINING_PER_SLOT = 4;
/** A deletion counts as stuck after the larger of the minimum and base + one unit per deletion in flight. */
export const STUCK_AFTER_MS_MIN = 5 * MINUTE_MS;
export const STUCK_AFTER_MS_BASE = MINUTE_MS;
export const STUCK_AFTER_MS_PER_DELETION = SECOND_MS;
/** So many stuck namespaces mean a cluster that cannot delete: nothing new is started on it. */
export const STUCK_BREAKER_COUNT = 20;
/** A create whose answer was lost may still arrive; absence is proved only this much later. */
export const UNKNOWN_CREATE_SETTLE_MS = 15 * SECOND_MS;
/** `awaitNamespacesGone` answers at the latest after this long, so that a cancelled or resized run hears of it. */
export const AWAIT_GONE_TURN_MS = 30 * SECOND_MS;
/** Deletions take 5 to 10 s; one that takes longer is slow, and the others must not wait for its whole turn. */
export const SLOW_DELETION_MS = 15 * SECOND_MS;
export const SLOW_TURN_MS = 5 * SECOND_MS;

// --- Kubernetes requests -----------------------------------------------------------------------------------------
export const REQUEST_TIMEOUT_MS = 10 * SECOND_MS;
/** Sockets of the one keep-alive agent per process. */
export const REQUEST_SOCKETS_MAX = 32;
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

// --- Activities --------------------------------------------------------------------------------------------------
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
/** A deletion that cannot even be asked for in this time is reported stuck; the janitor goes on. */
export const DELETE_NAMESPACE_TIMEOUT_MS = 30 * MINUTE_MS;
/** Planning waits this long for a cluster or a disk that is away, then the run fails with the reason. */
export const PLAN_RETRY_TIMEOUT_MS = MINUTE_MS;
/** Results are retried this long (a full disk may be emptied), then the run says that they could not be written. */
export const WRITE_RESULTS_TIMEOUT_MS = 10 * MINUTE_MS;

// --- Scripts -----------------------------------------------------------------------------------------------------
/** TERM to the whole process group, then KILL after this grace. */
export const SCRIPT_KILL_GRACE_MS = 30 * SECOND_MS;
/** Descendants that left their group are looked for so often, this long apart: enough to outrun one that forks. */
export const SWEEP_ROUNDS_MAX = 20;
export const SWEEP_PAUSE_MS = 20;
/** Before a supervisor that died is replaced: one that cannot start must not be started in a tight loop. */
export const SUPERVISOR_RESTART_MS = 200;
/** After the script itself has exited, pipes that a grandchild still holds are read this much longer. */
export const PIPE_SETTLE_MS = 2 * SECOND_MS;
/** Added to a script's time limit for the activity's own deadline: grace, pipes and a slow disk. */
export const SCRIPT_ACTIVITY_MARGIN_MS = SCRIPT_KILL_GRACE_MS + MINUTE_MS;
/** The end of the output that travels in a result; Temporal warns at 512 KiB per payload, a run holds 200 of these. */
export const OUTPUT_TAIL_BYTES = 2_048;
/** After KILL: a process in uninterruptible sleep does not die, and must not keep its activity for ever. */
export const KILL_SETTLE_MS = 5 * SECOND_MS;
/** Raw bytes of output that are kept for the tail: colours and control characters are removed from these. */
export const OUTPUT_TAIL_RAW_BYTES = 8 * OUTPUT_TAIL_BYTES;
/** One log file; what follows is counted, not kept. */
export const LOG_FILE_BYTES_MAX = 256 * 1024 * 1024;
/** Metadata is looked for in this much of a script's beginning. */
export const METADATA_BYTES_MAX = 64 * 1024;
/** A script larger than this is refused: it is not a script. */
export const SCRIPT_FILE_BYTES_MAX = 16 * 1024 * 1024;

/** Files and directories that discovery looks at: a scenarios directory of `/` by mistake ends with a sentence. */
export const DISCOVERED_ENTRIES_MAX = 1_000_000;
/** Scripts that discovery returns; ten times the largest run. */
export const DISCOVERED_SCENARIOS_MAX = 100_000;
/** Directories below each other; deeper trees are loops of mounts or mistakes. */
export const DISCOVERY_DEPTH_MAX = 64;
/** Scripts that are read at once: enough to hide a network disk, far below the limit of open files. */
export const DISCOVERY_READS_MAX = 16;
/** The environment that a caller hands over; a kernel refuses about 2 MiB of arguments and environment together. */
export const ENVIRONMENT_FILE_BYTES_MAX = 4 * 1024 * 1024;

// --- Results directory -------------------------------------------------------------------------------------------
/** Earlier runs kept under `.muster/previous`. */
export const PREVIOUS_RESULTS_KEPT = 5;
/** Result files that are written or read at once. */
export const RESULT_FILES_AT_ONCE = 16;

// --- Following a run ---------------------------------------------------------------------------------------------
export const FOLLOW_INTERVAL_MS = SECOND_MS;
/** Finished scenarios per answer of the query `finishedSince`. */
export const FINISHED_PAGE_COUNT = 200;
/** A task queue that nobody polls is reported after this long. */
export const NO_WORKER_NOTICE_MS = 5 * SECOND_MS;
/** One answer from Temporal or, through it, from the run; a worker that is there answers in milliseconds. */
export const FOLLOW_READ_TIMEOUT_MS = 5 * SECOND_MS;
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
/** Lines of the live frame at most, whatever the terminal's height. */
export const FRAME_LINES_MAX = 15;
/** Runs that `muster list` shows when nobody says otherwise, and runs that are searched for a near name. */
export const LIST_RUNS_COUNT = 20;
/** A schedule's missed starts are made up for within this window; Temporal's own default is a year. */
export const CATCHUP_WINDOW_MS_DEFAULT = 2 * HOUR_MS;
/** Deletions that are sent when a client must leave at once: GitHub kills 2.5 s after its second signal. */
export const LAST_DELETES_TIMEOUT_MS = 2 * SECOND_MS;
/** `muster cleanup` sends so many deletions at once and waits this long for the namespaces to go. */
export const CLEANUP_CONCURRENCY = 8;
export const CLEANUP_WAIT_MS = MINUTE_MS;

// --- Worker ------------------------------------------------------------------------------------------------------
/** Long awaits (draining namespaces) in one worker. */
export const WAIT_SLOTS = 200;
/** Short Kubernetes calls in flight in one worker. */
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
/** A worker that starts waits this long for Temporal, then gives up with the reason. */
export const WORKER_CONNECT_TIMEOUT_MS = MINUTE_MS;
/** Between tries to connect: first, and at most. */
export const TEMPORAL_CONNECT_DELAY_MS_FIRST = 500;
export const TEMPORAL_CONNECT_DELAY_MS_MAX = 5 * SECOND_MS;
/** From spawning a worker to its readiness: connecting, and a bundle to compile. */
export const WORKER_START_TIMEOUT_MS = WORKER_CONNECT_TIMEOUT_MS + 30 * SECOND_MS;

// --- Local servers -----------------------------------------------------------------------------------------------
/** The background process leaves by itself after this long without work. */
export const IDLE_EXIT_MS = 30 * MINUTE_MS;
/** Runs of a command that died are cancelled and clean up this long before the servers that ended with it stop. */
export const CLIENT_GONE_CLEANUP_MS = MINUTE_MS;
/** Between two looks at what is open on servers whose command has ended: they are to leave soon. */
export const CLIENT_GONE_LOOK_MS = 2 * SECOND_MS;
/** A run may begin this long after its environment was handed over: until then nobody can say that it is not open. */
export const ENVIRONMENT_START_MS = 10 * MINUTE_MS;
/** Where nobody can say whether a run is open, its environment goes a day after the longest script must have ended. */
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
