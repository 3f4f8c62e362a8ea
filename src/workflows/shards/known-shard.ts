import type { ShardPlan } from '../../shared/plan.ts';
import type { ShardReport } from '../../shared/allotment.ts';
import type { ShardProgress } from '../../shared/run-progress.ts';
import type { ShardEnd } from './shard-contract.ts';

/** One shard, as its run knows it. */
export interface Shard {
  readonly plan: ShardPlan;
  readonly workflowId: string;
  state: ShardProgress['state'];
  /** The newest that was worth noting while it is open. */
  report?: ShardReport;
  /** Once it is closed or adopted. */
  result?: ShardEnd;
  /** Signals reach it. */
  isStarted: boolean;
  /** It was opened only to say of each scenario why it did not start. */
  skips: boolean;
  /** The newest allotment that was sent. */
  sentSeq: number;
  /** While allotments are on their way. */
  telling?: Promise<void> | undefined;
}
