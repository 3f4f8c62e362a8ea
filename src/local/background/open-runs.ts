import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { isAttachedTo } from '../../shared/attached-run.ts';
import { runWorkflowIdOf } from '../../shared/names.ts';
import { askTemporal, localTemporalConfig, remoteTemporalConfig } from './ask-temporal.ts';
import { OPEN_QUERY, RUN_TYPE, type WorkTargets } from './open-work.ts';

/**
 * What is open on the servers that are ours. `own`: only runs of one command, or what is left of runs that have ended;
 * `others`: somebody else's run too; `unknown`: a Temporal cannot be asked.
 */
export type OpenRuns = 'none' | 'own' | 'others' | 'unknown';

/** Looks, and cancels the runs that are attached to the command of that pid: asking again is harmless. */
export type LookAtRuns = (targets: WorkTargets, cancelOf?: number) => Promise<OpenRuns>;

const WEIGHT: readonly OpenRuns[] = ['none', 'own', 'unknown', 'others'];

/** See {@link LookAtRuns}. Never rejects. */
export async function lookAtRuns(
  { localTemporal, remoteQueues }: Pick<WorkTargets, 'localTemporal' | 'remoteQueues'>,
  cancelOf?: number,
): Promise<OpenRuns> {
  const looks = remoteQueues.map(({ taskQueue, temporalEnv }) => async () => {
    const query = `TaskQueue = '${taskQueue}' AND ${OPEN_QUERY}`;
    return await askTemporal(remoteTemporalConfig(temporalEnv), (client) => lookAt(client, query, cancelOf));
  });
  if (localTemporal !== undefined) {
    looks.push(async () => {
      if (localTemporal.address === undefined) return 'unknown';
      const config = localTemporalConfig(localTemporal.address);
      return await askTemporal(config, (client) => lookAt(client, OPEN_QUERY, cancelOf));
    });
  }
  return heaviest(await Promise.all(looks.map((look) => look().catch((): OpenRuns => 'unknown'))));
}

/** Whether the local Temporal has an open run of that name. Rejects when it cannot tell. */
export async function isRunOpen(address: string, runName: string): Promise<boolean> {
  return await askTemporal(localTemporalConfig(address), (client) => isOpen(client, runWorkflowIdOf(runName)));
}

async function lookAt(client: Client, query: string, cancelOf: number | undefined): Promise<OpenRuns> {
  const found: OpenRuns[] = [];
  for await (const { type, workflowId, runId, memo } of client.workflow.list({ query })) {
    if (type !== RUN_TYPE) {
      found.push('own');
      // The list may be a moment late: the command that asks has just seen its run close.
    } else if (await isOpen(client, workflowId, runId)) {
      const isOwn = cancelOf !== undefined && isAttachedTo(memo, cancelOf);
      if (isOwn) await client.workflow.getHandle(workflowId, runId).cancel();
      found.push(isOwn ? 'own' : 'others');
    }
  }
  return heaviest(found);
}

async function isOpen(client: Client, workflowId: string, runId?: string): Promise<boolean> {
  try {
    return (await client.workflow.getHandle(workflowId, runId).describe()).status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

function heaviest(all: readonly OpenRuns[]): OpenRuns {
  return all.reduce((one, other) => (WEIGHT.indexOf(one) < WEIGHT.indexOf(other) ? other : one), 'none');
}
