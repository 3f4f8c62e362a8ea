import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { FailureType } from '../../shared/failure-types.ts';
import { bounded, current, GrpcCode, grpcCodeOf } from '../temporal-server.ts';

/** How a scenario's workflow stands. */
export type ScenarioClosing =
  | { readonly state: 'open' }
  /** Temporal knows no such execution (any more). */
  | { readonly state: 'unknown' }
  | {
      readonly state: 'closed';
      /** `other`: without an outcome for any other reason. */
      readonly how: 'with-output' | 'cancelled' | 'terminated' | 'timed-out' | 'other';
      readonly closedAtMs: number;
      /** What it returned, or failed with as a scenario does; with `with-output` only. */
      readonly output?: unknown;
    };

/** What adopting a shard asks of Temporal. An answer that cannot be had is an error. */
export interface Closings {
  of(workflowId: string): Promise<ScenarioClosing>;
}

/** Through the client that the worker hands to the activity that is running now. */
export function currentClosings(): Closings {
  return { of: closingOf };
}

/** By `WorkflowExecutionStatus` of temporal.api.enums.v1: those that end without an outcome. */
const WITHOUT_OUTCOME: Readonly<Record<number, 'cancelled' | 'terminated' | 'timed-out'>> = {
  4: 'cancelled',
  5: 'terminated',
  7: 'timed-out',
};

async function closingOf(workflowId: string): Promise<ScenarioClosing> {
  const { client, namespace } = current();
  let info;
  try {
    const answer = await bounded(() =>
      client.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } }),
    );
    info = answer.workflowExecutionInfo;
  } catch (error) {
    if (grpcCodeOf(error) !== GrpcCode.notFound) throw error;
    // A namespace that is missing answers with the same code, and proves nothing about its executions.
    await bounded(() => client.workflowService.describeNamespace({ namespace }));
    return { state: 'unknown' };
  }
  if (!info?.closeTime) return { state: 'open' };
  const closedAtMs = Number(info.closeTime.seconds ?? 0) * 1_000 + Math.floor((info.closeTime.nanos ?? 0) / 1e6);
  const closed = { state: 'closed', closedAtMs } as const;
  const without = WITHOUT_OUTCOME[Number(info.status)];
  if (without !== undefined) return { ...closed, how: without };
  const output = await outputOf(workflowId, info.execution?.runId ?? undefined);
  return output === undefined ? { ...closed, how: 'other' } : { ...closed, how: 'with-output', output };
}

/** Failed and errored scenarios close as Failed; their output travels in the details. */
async function outputOf(workflowId: string, runId: string | undefined): Promise<unknown> {
  const handle = current().client.workflow.getHandle(workflowId, runId, { followRuns: false });
  try {
    return await bounded(() => handle.result());
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { cause } = error;
    if (!(cause instanceof ApplicationFailure)) return undefined;
    const isOutcome = cause.type === FailureType.ScenarioFailed || cause.type === FailureType.ScenarioErrored;
    return isOutcome ? cause.details?.[0] : undefined;
  }
}
