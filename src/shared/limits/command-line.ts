import { SECOND_MS } from './units.ts';

/** Bounds of: what the command line looks up and writes beside runs. Imported through `shared/limits.ts`. */

/** Files about defects that are kept: enough to see whether one repeats. */
export const CRASH_FILES_MAX = 10;
/** Longer than any stack; an error may hold a whole answer of a server. */
export const CRASH_FILE_CHARACTERS_MAX = 64 * 1024;
/** Errors behind an error that are written down; a chain may be a circle. */
export const CRASH_CAUSES_MAX = 5;
/** `muster doctor`: one check, whatever it asks, takes at most this long; all of them run at the same time. */
export const DOCTOR_CHECK_TIMEOUT_MS = 15 * SECOND_MS;
/** Below this the embedded servers, their logs and a run's results will run out of disk soon; a warning. */
export const DISK_FREE_BYTES_LOW = 2 * 1024 ** 3;
/** Below this nothing can be written for long: a database and one log fill it. */
export const DISK_FREE_BYTES_MIN = 100 * 1024 ** 2;
/** Tokens and certificates are made with a few minutes of tolerance; more than this between two clocks breaks them. */
export const CLOCK_SKEW_MS_MAX = 60 * SECOND_MS;
/** Pressing Tab must not be felt: what is not known by then is not offered. */
export const COMPLETION_TIMEOUT_MS = 500;
/** Names that are offered for one word; more than a screen helps nobody. */
export const COMPLETION_NAMES_MAX = 200;
