import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { REVIVALS_MAX, SECOND_MS } from '../../shared/limits.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { RunIdentity } from '../start/start-run.ts';
import { troubleOf } from '../temporal/temporal-trouble.ts';

type Execution = Pick<RunIdentity, 'workflowId'> & { readonly runId?: string };

/**
 * Asks for the durable cancellation until the server has accepted it. False: it never answered. The reason stands in the
 * execution's history.
 */
export async function requestCancel(temporal: Temporal, execution: Execution, reason?: string): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await temporal.within(() => cancelOnce(temporal, execution, reason));
      return true;
    } catch (error) {
      if (troubleOf(error, 'server') === undefined) throw error;
      if (attempt === REVIVALS_MAX) return false;
      await sleep(attempt * SECOND_MS);
    }
  }
}

async function cancelOnce({ client, target }: Temporal, execution: Execution, reason?: string): Promise<void> {
  const handle = client.workflow.getHandle(execution.workflowId, execution.runId);
  // Also tells, in the SDK's own error, one that is not there; the SDK cannot send a reason.
  if (reason === undefined) return void (await handle.cancel());
  await handle.describe();
  const { workflowId, runId = null } = execution;
  await client.workflowService.requestCancelWorkflowExecution({
    namespace: target.temporalNamespace,
    workflowExecution: { workflowId, runId },
    requestId: randomUUID(),
    reason,
  });
}
