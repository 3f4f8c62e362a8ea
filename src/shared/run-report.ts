import type { Diagnostics } from './diagnostics.ts';
import type { HistoryEntry } from './history.ts';
import type { ClusterIdentity, KeptNamespace, NotKept, StuckNamespace } from './namespace.ts';
import type { ScenarioOutcome, Totals } from './outcome.ts';
import type { RunSettings } from './plan.ts';

/** One scenario's line in a report: what it was, what became of it, where its log lies. */
export interface ScenarioReport {
  readonly path: string;
  readonly resultName: string;
  readonly name?: string;
  readonly tags?: readonly string[];
  readonly workflowId: string;
  /** From its slot to its outcome, milliseconds since the epoch; equal when it never got a slot. */
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly outcome: ScenarioOutcome;
  /** From metadata. */
  readonly component?: string;
  /** From metadata: the version of what is tested. */
  readonly version?: string;
  /** What it was expected to take when the run was planned. */
  readonly estimatedMs?: number;
  /** An excerpt of its log; absent when there is none, or when the report has no room for it. */
  readonly log?: LogExcerpt;
  /** Of its failed attempts, oldest first; absent when nothing was collected. */
  readonly diagnostics?: readonly Diagnostics[];
  /** Its outcomes in this and earlier runs into this directory, oldest first, at most HISTORY_SHOWN_COUNT; the last is this one. */
  readonly history?: readonly HistoryEntry[];
  /** Its namespace stays for a look until then (milliseconds since the epoch), as its end decided; absent: deleted. */
  readonly keptUntilMs?: number;
}

/** The end of a log, and how much is left out before it. */
export interface LogExcerpt {
  /** Whole lines, redacted, escape sequences as they were; without the newline at the end. */
  readonly tail: string;
  readonly omittedLines: number;
  /** Size of the whole log. */
  readonly bytes: number;
}

/** From then on so many scenarios might run at once; 0: paused. */
export interface LimitChange {
  readonly atMs: number;
  readonly limit: number;
}

/** All that is known of a run when it ends. Every report format is a pure function of this record. */
export interface RunReport {
  /** Raised when a field changes its meaning. */
  readonly version: 1;
  readonly runName: string;
  readonly workflowId: string;
  readonly runId: string;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly cancelled: boolean;
  /** It cancelled itself, because nobody renewed its lease (`Run.LeaseLapsed`). Absent: it did not. */
  readonly leaseLapsed?: true;
  readonly cluster: ClusterIdentity;
  readonly settings: Omit<RunSettings, 'environmentFile'>;
  readonly totals: Totals;
  /** Namespaces whose deletion was asked for and did not end. */
  readonly stuck: readonly StuckNamespace[];
  /** Namespaces that stay for a look; absent when there are none. */
  readonly kept?: readonly KeptNamespace[];
  /** Namespaces that were to stay and could not be kept; absent when there are none. */
  readonly notKept?: readonly NotKept[];
  /** Oldest first, beginning with the limit at the start; absent in reports of the first release. */
  readonly limits?: readonly LimitChange[];
  /** What the report had no room for, one sentence each; absent: all is there. */
  readonly omitted?: readonly string[];
  /** In the plan's order; exactly one per planned scenario. */
  readonly scenarios: readonly ScenarioReport[];
}
