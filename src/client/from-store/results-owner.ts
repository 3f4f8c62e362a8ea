import { WorkflowNotFoundError } from '@temporalio/common';
import type { IsOwnerOpen, ResultsOwner } from '../../results/index.ts';
import type { RunIdentity } from '../start/start-run.ts';
import type { Temporal } from '../temporal/connection.ts';

/** Whether a run that has a results directory may still write into it. */
export function ownersIn(temporal: Temporal): IsOwnerOpen {
  return async (workflowId, runId) => {
    try {
      const { status } = await temporal.within(() => temporal.client.workflow.getHandle(workflowId, runId).describe());
      return status.name === 'RUNNING' ? 'open' : 'closed';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'unknown';
      throw error;
    }
  };
}

/** The UUID of the Temporal namespace, as its workers write it. */
export async function temporalNamespaceIdOf(temporal: Temporal): Promise<string> {
  const namespace = temporal.target.temporalNamespace;
  const { workflowService } = temporal.client;
  const { namespaceInfo } = await temporal.within(() => workflowService.describeNamespace({ namespace }));
  return namespaceInfo?.id ?? '';
}

export async function ownerOf(
  temporal: Temporal,
  { runName, workflowId, runId }: Pick<RunIdentity, 'runName' | 'workflowId' | 'runId'>,
): Promise<ResultsOwner> {
  return { runName, workflowId, runId, temporalNamespaceId: await temporalNamespaceIdOf(temporal) };
}
