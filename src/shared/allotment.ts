import type { StuckNamespace } from './namespace.ts';
import type { Totals } from './outcome.ts';

/** What a run lets one of its shards do, in absolute numbers: an older or repeated message changes nothing. */
export interface Allotment {
  /** Grows with every message of the run to this shard, from 1. */
  readonly seq: number;
  /** Scenarios that may run at once; what runs above that goes on, nothing new starts. */
  readonly slots: number;
  /** Namespaces that may drain at once before nothing new starts. */
  readonly drainingMax: number;
  /** The shard may still go by a larger number: it is to report as soon as no more than `slots` run. Absent: it need not. */
  readonly confirm?: true;
  /** What has not started by now is skipped with this reason and sentence. Absent: it starts when there are slots. */
  readonly refusal?: { readonly reason: string; readonly message: string };
}

/** Where a shard stands, in absolute numbers. */
export interface ShardReport {
  readonly index: number;
  /** Grows with every report of this shard, from 1. */
  readonly seq: number;
  /** The newest allotment that it has taken in; 0 before the first. */
  readonly allotmentSeq: number;
  readonly inUse: number;
  /** Scenarios without a slot that could take one now or later. */
  readonly waiting: number;
  /** Those of them that could take one now; the others wait for a lock, or for a scenario on which they depend. Absent: all. */
  readonly startable?: number;
  readonly draining: number;
  readonly totals: Totals;
  readonly stuck: readonly StuckNamespace[];
  /** Another cluster answers at the address of the one that the run began on. Absent: it does not. */
  readonly clusterReplaced?: true;
}

/** Scenarios of a shard that could take a slot now. */
export function startableOf({ waiting, startable = waiting }: Pick<ShardReport, 'waiting' | 'startable'>): number {
  return Math.min(waiting, startable);
}
