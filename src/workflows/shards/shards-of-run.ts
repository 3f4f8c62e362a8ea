import { setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { Allotment } from '../../shared/allotment.ts';
import { FailureType } from '../../shared/failure-types.ts';
import type { RunPlan } from '../../shared/plan.ts';
import type { ShardEnd } from './shard-contract.ts';
import type { Draining } from '../scenario-set/draining.ts';
import { atFailureLimit } from '../run/max-failures.ts';
import { shardReportSignal } from '../messages.ts';
import type { ResultWriter } from '../scenario-set/result-writer.ts';
import { RunShards } from './run-shards.ts';
import type { RunState } from '../run/run-state.ts';
import type { SlotSemaphore } from '../scenario-set/semaphore.ts';
import { onReplacedCluster, stuckInShards, tooManyStuck } from './shards-progress.ts';

interface Parts {
  readonly slots: SlotSemaphore;
  readonly draining: Draining;
  readonly results: ResultWriter;
}

/** The shards of a run that has some, wired to what the run knows of itself. They begin with {@link RunShards.run}. */
export function shardsOf(state: RunState, plan: RunPlan, { slots, draining, results }: Parts): RunShards | undefined {
  const { shards: plans, planDigest } = plan;
  if (plans === undefined || planDigest === undefined) return undefined;
  const { keeping, run } = state;
  const onResult = ({ stuck, kept, notKept, resultsProblem }: ShardEnd) => {
    draining.addStuck(stuck);
    keeping.add(kept, notKept);
    if (resultsProblem !== undefined) results.noteProblem(new Error(resultsProblem));
  };
  const shards: RunShards = new RunShards({
    run,
    plan: { ...plan, shards: plans, planDigest },
    slots,
    refusal: () => refusalIn(state, plan, shards, draining),
    left: { draining, keeping },
    onResult,
    onChange: () => setCurrentDetails(state.details()),
  });
  setHandler(shardReportSignal, (report) => shards.take(report));
  return shards;
}

/** Why nothing more is to start in any shard. */
function refusalIn(
  state: RunState,
  { settings }: RunPlan,
  shards: RunShards,
  draining: Draining,
): Allotment['refusal'] {
  if (draining.clusterReplaced || onReplacedCluster(shards.all)) {
    const message = 'not started: another cluster answers at the address of the one that the run began on';
    return { reason: FailureType.ClusterReplaced, message };
  }
  if (draining.breakerOpen || tooManyStuck(shards.all, draining.stuck.length)) {
    draining.openBreaker();
    const count = draining.stuck.length + stuckInShards(shards.all).length;
    const message = `not started: ${count} namespaces are stuck in deletion`;
    return { reason: FailureType.ClusterCannotDelete, message };
  }
  const { reason, message } = atFailureLimit(state.totals, settings) ?? {};
  return reason === undefined || message === undefined ? undefined : { reason, message };
}
