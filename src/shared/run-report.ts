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
  /** Its namespace stays for a look until then (milliseconds since the epoch), as its end decided; absent: deleted. */
  readonly keptUntilMs?: number;
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
  readonly cluster: ClusterIdentity;
  readonly settings: Omit<RunSettings, 'environmentFile'>;
  readonly totals: Totals;
  /** Namespaces whose deletion was asked for and did not end. */
  readonly stuck: readonly StuckNamespace[];
  /** Namespaces that stay for a look; absent when there are none. */
  readonly kept?: readonly KeptNamespace[];
  /** Namespaces that were to stay and could not be kept; absent when there are none. */
  readonly notKept?: readonly NotKept[];
  /** In the plan's order; exactly one per planned scenario. */
  readonly scenarios: readonly ScenarioReport[];
}
