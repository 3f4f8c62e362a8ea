import { HOUR_MS, MINUTE_MS, SECOND_MS } from './units.ts';

/** Bounds of: a run. Imported through `shared/limits.ts`. */

/** Scenarios that one workflow starts directly: 200 × about 15 events each stays under Temporal's 4,096-event suggestion. */
export const SCENARIOS_PER_SHARD_MAX = 200;
/** Scenarios of one run: 50 full shards, each with its share of events in the run's own history, stay under it too. */
export const SCENARIOS_PER_RUN_MAX = 10_000;
/** What a workflow gets of a plan at once: Temporal takes 2 MiB in one payload, and a path's settings go with it. */
export const PLAN_PART_BYTES_MAX = 1_900_000;
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
/** A run's whole input as JSON: Temporal refuses more than 2 MiB in one piece, which has the rest of the request in it. */
export const RUN_INPUT_BYTES_MAX = 1.5 * 1024 * 1024;
/** Patterns of one selection: one per script of the largest run. */
export const PATTERNS_MAX = 10_000;
/** Slices of one suite (`--shard I/N`): one per job of the widest CI matrix (GitHub's is 256). */
export const SHARDS_MAX = 1_000;
/** A lease shorter than a few renewals would end runs of clients that are merely slow. */
export const LEASE_MS_MIN = 30 * SECOND_MS;
export const LEASE_MS_MAX = 24 * HOUR_MS;
/** For runs that a CI job starts: longer than any network trouble that the job itself would survive. */
export const LEASE_MS_DEFAULT = 5 * MINUTE_MS;
/** Renewals per lease: two may be lost. */
export const LEASE_RENEWALS = 3;
/** A lapse that is noticed so much later than it came about: Temporal or its workers were away, and renewals too. */
export const LEASE_LATE_MS = 10 * SECOND_MS;
/** About seven events each with its share of timers; then the lease goes on in a fresh history. */
export const LEASE_RENEWALS_PER_EXECUTION = 500;
/** Failures that a run may be allowed: as many as the largest run has scripts. */
export const MAX_FAILURES_MAX = 10_000;
/** Changes of the limit in a report, about 50 bytes each; somebody at the keys makes a few dozen. */
export const LIMIT_CHANGES_MAX = 1_000;
/** Sentences of a plan for whoever started the run, and characters of each: they are in the run's history. */
export const PLAN_NOTICES_MAX = 20;
export const PLAN_NOTICE_LENGTH_MAX = 300;
/** Names in a script's `locks` or `depends_on`: each is in the history of its run, and more than some are a mistake. */
export const SCENARIO_LINKS_MAX = 200;
/** Entries of any other list in a run's input. */
export const INPUT_LIST_MAX = 1_000;
/** A metadata key or the name of a lock: as long as a label value. */
export const INPUT_LABEL_LENGTH_MAX = 63;
/** A path of Linux, with its end (PATH_MAX). */
export const PATH_LENGTH_MAX = 4_096;
