/** Bounds of the benchmark: every wait of it ends. */

/** A contender's run: this much in any case, and so much for every scenario (a namespace takes 5.3 s to go). */
export const RUN_MS_MIN = 10 * 60_000;
export const RUN_MS_PER_SCENARIO = 8_000;
/** From TERM to KILL, for a contender that is over its time. */
export const KILL_AFTER_MS = 30_000;
/** From a contender's exit until what is left counts as left behind, when nothing goes away in between. */
export const GONE_PATIENCE_MS = 90_000;
/** Between two looks at the processes. Each costs about 2 ms of processor time. */
export const SAMPLE_INTERVAL_MS = 500;
/** Time limit of scripts in the workload that hangs. */
export const HANGING_TIMEOUT_S = 5;
/** How long the grandchild of a hanging script lives: long enough to see who waits for it, short enough to wait for. */
export const GRANDCHILD_S = 60;
/** `muster up` builds its programs with Go when there are none: 16 minutes on two cores. */
export const SERVERS_START_MS_MAX = 30 * 60_000;
/** The build of kuttl: 3 minutes on two cores. */
export const KUTTL_BUILD_MS_MAX = 30 * 60_000;
/** One request of the observer or of the bare loop. */
export const REQUEST_TIMEOUT_MS = 30_000;
