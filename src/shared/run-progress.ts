import type { KeptNamespace, NotKept, StuckNamespace } from './namespace.ts';
import type { OutcomeStatus, Totals } from './outcome.ts';

/** A finished scenario as a follower sees it; the log lies at `resultsDir/<resultName>.log`. */
export interface FinishedScenario {
  readonly path: string;
  readonly resultName: string;
  readonly status: OutcomeStatus;
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
  /** What its namespace said of the last attempt's failure, in one line. */
  readonly diagnosis?: string;
  /** The last line of the output when it did not pass, at most LAST_LINE_LENGTH_MAX characters. */
  readonly lastLine?: string;
  readonly flaky: boolean;
  readonly attemptCount: number;
  /** From its first slot to its outcome; 0 when it never got one. */
  readonly durationMs: number;
}

/**
 * Phases of a run: `planning`, `running` (scenarios are left), `draining` (all have outcomes, namespaces are still
 * going), `finished`.
 */
export type RunPhase = 'planning' | 'running' | 'draining' | 'finished';

export interface RunningScenario {
  readonly path: string;
  /** Its log is written to `resultsDir/<resultName>.log`. Absent: a worker of the first release. */
  readonly resultName?: string;
  /** When it got its slot, milliseconds since the epoch. */
  readonly sinceMs: number;
  /** What it was expected to take in all. */
  readonly estimatedMs?: number;
}

/** A shard as its run sees it. */
export interface ShardProgress {
  readonly index: number;
  readonly workflowId: string;
  /** `waiting`: not opened; `open`; `closed`: all its outcomes are known; `adopted`: it closed abnormally, its run finished it. */
  readonly state: 'waiting' | 'open' | 'closed' | 'adopted';
  readonly scenarioCount: number;
  /** Of what has finished, as last reported while it is open. */
  readonly totals: Totals;
}

/** The answer of the query `finishedSince(cursor)`: of a run, or of one shard about its own scenarios. */
export interface RunProgress {
  readonly runName: string;
  readonly phase: RunPhase;
  readonly cancelRequested: boolean;
  /** It cancelled itself, because nobody renewed its lease (`Run.LeaseLapsed`). Absent: it did not. */
  readonly leaseLapsed?: true;
  readonly resultsDir: string;
  /** Planned scenarios; 0 while planning. */
  readonly plannedCount: number;
  readonly limit: number;
  readonly paused: boolean;
  readonly running: readonly RunningScenario[];
  readonly waitingCount: number;
  /** Sum of the estimates of what waits, and how many of those have none. Absent: a worker of the first release. */
  readonly waitingEstimatedMs?: number;
  readonly waitingUnestimatedCount?: number;
  readonly drainingCount: number;
  readonly stuck: readonly StuckNamespace[];
  readonly kept?: readonly KeptNamespace[];
  readonly notKept?: readonly NotKept[];
  readonly totals: Totals;
  /** Finished since the cursor, oldest first, at most {@link FINISHED_PAGE_COUNT}. */
  readonly finished: readonly FinishedScenario[];
  /** Pass this next time. */
  readonly cursor: number;
  /**
   * Of a run with shards. What such a run tells of itself is the sum over its shards as they last reported it;
   * `running` and `finished` are empty there, and each shard's own are asked of it; so are the estimates of what waits
   * in open shards, `waitingEstimatedMs` and `waitingUnestimatedCount` are those of the waiting ones. Absent: no shards.
   */
  readonly shards?: readonly ShardProgress[];
  /** Sentences of the planning, such as a dependency that was not selected. Absent: none. */
  readonly notices?: readonly string[];
  /** Once the phase is `finished`: a run that closes as Canceled cannot carry it in its failure. */
  readonly result?: RunResult;
}

/** What `runWorkflow` returns when everything passed or was skipped, and the details of its failure otherwise. */
export interface RunResult {
  readonly runName: string;
  readonly totals: Totals;
  readonly resultsDir: string;
  readonly stuck: readonly StuckNamespace[];
  /** Those that stay for a look; absent when there are none. */
  readonly kept?: readonly KeptNamespace[];
  /** Those that were to stay and could not be kept; absent when there are none. */
  readonly notKept?: readonly NotKept[];
  /** Namespaces of this run that were still there in the last LIST, stuck ones included, kept ones not. */
  readonly namespacesLeft: number;
  /** Flaky scenarios fail this run (`failOnFlaky`), and it has some. */
  readonly failedAsFlaky?: true;
  /** Not yet ended, the run cancelled itself, because nobody renewed its lease (`Run.LeaseLapsed`). */
  readonly leaseLapsed?: true;
  /** Why results are missing on disk, when they are. */
  readonly resultsProblem?: string;
  /** Why it could not be proved that no namespace is left, when the cluster did not answer at the end. */
  readonly cleanupProblem?: string;
}
