import { CancellationScope, ChildWorkflowCancellationType, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { shardIdOf } from '../run/run-identity.ts';
import type { ShardInput, ShardResult } from './shard-contract.ts';
import { shardWorkflow } from './shard.ts';

/**
 * Runs a shard as a child and waits for its result. It is cancelled with its run, but only once it has started: a start
 * that is taken back would leave it open whether there is a shard. Rejects when it closes without a result.
 */
export async function executeShard(
  run: CancellationScope,
  input: ShardInput,
  onStarted: () => void,
): Promise<ShardResult> {
  return await CancellationScope.nonCancellable(async () => {
    const scope = new CancellationScope();
    return await scope.run(async () => {
      const shard = await startChild(shardWorkflow, {
        workflowId: shardIdOf(input.run, input.index),
        args: [input],
        // Terminating the run must still let every scenario clean up after itself.
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
        staticSummary: `shard ${input.index}: ${input.scenarioCount} scenarios`,
      });
      onStarted();
      // One that has nothing to do but to say so needs no telling.
      if (input.allotment.refusal === undefined) run.cancelRequested.catch(() => scope.cancel());
      return await shard.result();
    });
  });
}
