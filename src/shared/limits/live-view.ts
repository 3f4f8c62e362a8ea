import { SECOND_MS } from './units.ts';

/** Bounds of: the live view of a run. Imported through `shared/limits.ts`. */

/** Lines of the live frame at most, whatever the terminal's height. */
export const FRAME_LINES_MAX = 15;
/** Failures in the frame; all of them are one key away. */
export const FRAME_FAILURES_MAX = 3;
/** Between two drawings: five a second look smooth, and ssh and CPU hardly notice. */
export const REDRAW_INTERVAL_MS = 200;
/** The same after a key: somebody scrolls and looks. */
export const KEY_REDRAW_INTERVAL_MS = 40;
/** A clock that ticks: the frame is drawn again this often although nothing was read. */
export const CLOCK_TICK_MS = SECOND_MS;
/** What a key has done stays in the frame this long. */
export const FLASH_MS = 5 * SECOND_MS;
/** Presses of `+`, `-` and `p` that follow each other this closely are one request. */
export const WISH_SETTLE_MS = 300;
/** An escape that nothing follows for this long is the key; the rest of a sequence comes at once, also over ssh. */
export const ESCAPE_WAIT_MS = 50;
/** An unfinished escape sequence that is longer is none. */
export const ESCAPE_LENGTH_MAX = 64;
/** The end of a log that `l` shows: more than a few screens, and read in a millisecond. */
export const SHOWN_LOG_BYTES = 64 * 1_024;
/** Characters of one line of it: wider than any screen; a script may print megabytes without a line end. */
export const SHOWN_LOG_LINE_LENGTH_MAX = 1_000;
/** How often the shown log is read again. */
export const SHOWN_LOG_INTERVAL_MS = SECOND_MS;
/** Failures that `f` lists, newest first; the summary has all. */
export const FAILURES_LISTED_MAX = 500;
/** Newest durations whose median stands for a scenario without an estimate. */
export const TYPICAL_DURATIONS_COUNT = 200;
/** Columns and rows that `MUSTER_FORCE_TTY` may ask for. */
export const FORCED_SCREEN_MAX = 1_000;
