import {
  CancellationScope,
  ChildWorkflowCancellationType,
  condition,
  continueAsNew,
  executeChild,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { LEASE_LATE_MS, LEASE_RENEWALS_PER_EXECUTION } from '../../shared/limits.ts';
import { leaseWorkflowIdOf } from '../../shared/names.ts';
import { leaseLapsedSignal, renewLeaseSignal } from '../messages.ts';

export interface LeaseInput {
  readonly leaseMs: number;
  /** The lease counts from here, milliseconds since the epoch. */
  readonly renewedAtMs: number;
}

/**
 * Watches over a run's lease, as a child of the run and not in it: every renewal costs four events, and a run of hours
 * has no room for hundreds of them. Cancels its run when nobody renewed it for `leaseMs`, and tells it why first. When
 * that is noticed late, Temporal or its workers were away and no renewal could have come: the lease begins anew.
 */
export async function leaseWorkflow({ leaseMs, renewedAtMs: firstMs }: LeaseInput): Promise<void> {
  let renewedAtMs = firstMs;
  let renewalCount = 0;
  setHandler(renewLeaseSignal, () => {
    renewedAtMs = Date.now();
    renewalCount += 1;
  });
  for (;;) {
    const dueMs = renewedAtMs + leaseMs;
    const isFull = await condition(() => renewalCount >= LEASE_RENEWALS_PER_EXECUTION, Math.max(1, dueMs - Date.now()));
    if (isFull) return await continueAsNew<typeof leaseWorkflow>({ leaseMs, renewedAtMs });
    if (renewedAtMs + leaseMs > Date.now()) continue;
    if (Date.now() - dueMs < LEASE_LATE_MS) break;
    renewedAtMs = Date.now();
  }
  const { parent } = workflowInfo();
  if (parent === undefined) return;
  const run = getExternalWorkflowHandle(parent.workflowId, parent.runId);
  try {
    await run.signal(leaseLapsedSignal);
    await run.cancel();
  } catch {
    // The run has just closed.
  }
}

/**
 * Lets the run's lease be watched until `end` is called; a lease that ends otherwise takes nothing from the run. It counts
 * from now: while the run waited for a worker and for its plan, there was nothing that could have been renewed.
 */
export function watchLease(leaseMs: number): { readonly end: () => void } {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  const scope = new CancellationScope();
  const watching = scope.run(() =>
    executeChild(leaseWorkflow, {
      workflowId: leaseWorkflowIdOf(workflowId, firstExecutionRunId),
      args: [{ leaseMs, renewedAtMs: Date.now() }],
      // Nothing waits for it, and it needs no worker to end with its run.
      cancellationType: ChildWorkflowCancellationType.TRY_CANCEL,
      parentClosePolicy: ParentClosePolicy.TERMINATE,
      staticSummary: 'cancels the run when whoever started it is gone',
    }),
  );
  watching.catch(() => undefined);
  return { end: () => scope.cancel() };
}
