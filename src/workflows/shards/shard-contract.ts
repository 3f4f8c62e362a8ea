import type { Allotment } from '../../shared/allotment.ts';
import type { KeptNamespace, NotKept, StuckNamespace } from '../../shared/namespace.ts';
import type { Totals } from '../../shared/outcome.ts';
import type { RunPlan } from '../../shared/plan.ts';
import type { ReportPacing } from '../../shared/shard-reports.ts';
import type { NamesInSentences } from '../run/names-in-sentences.ts';
import type { RunIdentity } from '../run/run-identity.ts';

/** What a run gives to the workflow of one of its shards. */
export interface ShardInput {
  readonly run: RunIdentity;
  readonly index: number;
  readonly scenarioCount: number;
  /** The run's plan without its slices; the shard reads its own scenarios from the results directory. */
  readonly plan: Omit<RunPlan, 'scenarios' | 'shards' | 'notices' | 'planDigest'> & { readonly planDigest: string };
  /** The first one; newer ones come by signals. */
  readonly allotment: Allotment;
  readonly pacing: ReportPacing;
  /** Of the scenarios in earlier shards on which some of this one depend: those that did not pass. */
  readonly notPassedBefore: readonly string[];
}

/** What the run gets when a shard closes by itself, also when it was cancelled. */
export interface ShardResult {
  readonly totals: Totals;
  /** Paths of what did not pass. */
  readonly notPassed: readonly string[];
  readonly names: NamesInSentences;
  readonly stuck: readonly StuckNamespace[];
  readonly kept?: readonly KeptNamespace[];
  readonly notKept?: readonly NotKept[];
  /** Of what was sealed; absent when it could not be. */
  readonly digest?: string;
  readonly resultsProblem?: string;
  /** Once too many namespaces were stuck at a time. */
  readonly breakerOpen?: true;
  readonly clusterReplaced?: true;
}

/** What became of a shard, whoever found it out. */
export interface ShardEnd extends ShardResult {
  /** Nobody could find out which of its scenarios passed: all count as errored. */
  readonly isUnknown: boolean;
}
