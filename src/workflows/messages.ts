import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { KeptNamespace } from '../shared/namespace.ts';
import type { Allotment, ShardReport } from '../shared/allotment.ts';
import type { RunProgress } from '../shared/run-progress.ts';

/** How a follower reads a run: everything that finished since the cursor, and where the run stands. Begin with 0. */
export const finishedSinceQuery = defineQuery<RunProgress, [cursor: number]>('finishedSince');

/**
 * Sets the limit of slots, 1 to {@link MAX_PARALLEL_MAX}; answers with the limit before. Lowering never kills: running
 * scenarios end, new ones wait. Anything else is rejected with `Run.InvalidInput` and leaves no history.
 */
export const scaleUpdate = defineUpdate<number, [limit: number]>('scale');

/** From a run to its shard; the latest `seq` wins, so order and repetition are harmless. */
export const setAllotmentSignal = defineSignal<[allotment: Allotment]>('setAllotment');

/** From a shard to its run; of each shard the latest `seq` wins. */
export const shardReportSignal = defineSignal<[report: ShardReport]>('shardReport');

/** Starts nothing new until {@link resumeSignal}; what runs goes on. */
export const pauseSignal = defineSignal('pause');
export const resumeSignal = defineSignal('resume');

/**
 * To the lease of a run ({@link leaseWorkflowIdOf}), not to the run: whoever started it is still there, and the lease
 * counts from now. Cancelling the lease lets the run go on without one.
 */
export const renewLeaseSignal = defineSignal('renewLease');

/** From a lease to its run, which it cancels next. */
export const leaseLapsedSignal = defineSignal('leaseLapsed');

export interface ReleaseRequest {
  /** The scenario's path, or a file name or stem that no other scenario of the run has. */
  readonly path: string;
}

export interface KeepRequest extends ReleaseRequest {
  /** From the end of the script, {@link KEEP_FOR_MS_MIN} to {@link KEEP_FOR_MS_MAX} milliseconds. */
  readonly forMs: number;
}

export interface KeepAnswer {
  /** The whole path of the scenario that was meant. */
  readonly path: string;
}

/**
 * Keeps the namespace of a scenario that waits or runs, whatever its outcome; asking again changes the time. Rejected
 * with `Run.InvalidInput`, or with `Scenario.Ended` and the path in its details when it has its outcome.
 */
export const keepUpdate = defineUpdate<KeepAnswer, [request: KeepRequest]>('keep');

/** The namespace of a scenario that waits or runs is deleted at its end, whatever its outcome and the run's setting. */
export const releaseUpdate = defineUpdate<KeepAnswer, [request: ReleaseRequest]>('release');

/** From a run to its scenario: keep the namespace for so many milliseconds; 0: do not keep it. */
export const keepForSignal = defineSignal<[forMs: number]>('keepFor');

/** What somebody did on the cluster to namespaces of ended scenarios: kept until then; `untilMs` 0: deleted. */
export const noteKeptSignal = defineSignal<[kept: readonly KeptNamespace[]]>('noteKept');
