import { HOUR_MS, MINUTE_MS, SECOND_MS } from './units.ts';

/** Bounds of: scripts. Imported through `shared/limits.ts`. */

/** TERM to the whole process group, then KILL after this grace. */
export const SCRIPT_KILL_GRACE_MS = 30 * SECOND_MS;
/** Descendants that left their group are looked for so often, this long apart: enough to outrun one that forks. */
export const SWEEP_ROUNDS_MAX = 20;
export const SWEEP_PAUSE_MS = 20;
/** Before a supervisor that died is replaced: one that cannot start must not be started in a tight loop. */
export const SUPERVISOR_RESTART_MS = 200;
/** A script that its worker's launcher has not started by then: milliseconds are usual, and its slot waits. */
export const LAUNCH_TIMEOUT_MS = 30 * SECOND_MS;
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
/** One env file; a kernel refuses a script long before this. */
export const ENV_FILE_BYTES_MAX = 1024 * 1024;
/** An env file that is a pipe: a password manager may ask its owner first. */
export const ENV_FILE_READ_TIMEOUT_MS = MINUTE_MS;
/** Shorter values stand in every log by chance. */
export const REDACTED_CHARACTERS_MIN = 6;
/** Longer secrets are looked for in pieces of this length: so much output is held back at most. */
export const REDACTED_PIECE_BYTES_MAX = 4_096;
/** Texts that are looked for in one output; a key of 100 lines is about 250 of them. */
export const REDACTED_TEXTS_MAX = 20_000;
/** Of one line of output: an API server's refusal stands at its beginning, and is a few hundred bytes long. */
export const REFUSAL_LINE_BYTES_MAX = 16 * 1024;
/** Below NAMESPACE_EXPIRY_MARGIN_MS: a script that waits for a worker must not begin in a namespace that expires. */
export const SCRIPT_WAIT_TIMEOUT_MS = 5 * HOUR_MS;
