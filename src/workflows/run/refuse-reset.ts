import {
  ApplicationFailure,
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  workflowInfo,
} from '@temporalio/workflow';
import { FailureType } from '../../shared/failure-types.ts';
import { scenarioIdOf } from './run-identity.ts';
import type { RunState } from './run-state.ts';

/**
 * Rejects with `Run.ResetUnsupported` in an execution that came from a reset, and never settles otherwise: children
 * that started after the reset's point are unknown to it, so it could wait neither for them nor for their namespaces.
 * They are asked to stop by their ids. Waits for the end of the replay, which must decide as it did the first time.
 */
export async function refuseReset(state: RunState): Promise<never> {
  await CancellationScope.nonCancellable(async () => {
    await condition(() => {
      const { runId, originalExecutionRunId, unsafe } = workflowInfo();
      return runId !== originalExecutionRunId && !unsafe.isReplaying;
    });
    const scenarios = state.plan?.scenarios.filter(({ path }) => !state.hasEnded(path)) ?? [];
    const shards = state.shards?.filter((shard) => shard.state === 'open') ?? [];
    const open = [
      ...scenarios.map(({ path }) => scenarioIdOf(state.run, path)),
      ...shards.map((each) => each.workflowId),
    ];
    await Promise.allSettled(open.map((id) => getExternalWorkflowHandle(id).cancel()));
  });
  throw ApplicationFailure.nonRetryable(
    'a run cannot be reset; start a new run with the scenarios that are left',
    FailureType.RunResetUnsupported,
  );
}
