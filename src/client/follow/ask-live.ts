import { WorkflowUpdateFailedError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { ASK_RUN_TIMEOUT_MS } from '../../shared/limits.ts';
import type { RunIdentity } from '../start/start-run.ts';
import type { Temporal } from '../temporal/connection.ts';
import { troubleOf } from '../temporal/temporal-trouble.ts';

/** What became of a wish: `8 → 10 at once`, or why it was not granted, in one sentence. Never rejects. */
export async function askForLimit(temporal: Temporal, run: RunIdentity, limit: number): Promise<string> {
  return await answerOf('the new limit', async () => {
    const handle = temporal.client.workflow.getHandle(run.workflowId, run.runId);
    const before = await temporal.within(
      () => handle.executeUpdate<number, [number]>('scale', { args: [limit] }),
      ASK_RUN_TIMEOUT_MS,
    );
    return `slots: ${before} → ${limit}`;
  });
}

/** The same for pausing and resuming. */
export async function askForPause(temporal: Temporal, run: RunIdentity, paused: boolean): Promise<string> {
  return await answerOf(paused ? 'the pause' : 'the resumption', async () => {
    const handle = temporal.client.workflow.getHandle(run.workflowId, run.runId);
    await temporal.within(() => handle.signal(paused ? 'pause' : 'resume'));
    return paused ? 'paused: nothing new starts, what runs goes on · p: resume' : 'resumed';
  });
}

async function answerOf(what: string, ask: () => Promise<string>): Promise<string> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return `${what} came too late: the run has ended`;
    if (error instanceof WorkflowUpdateFailedError) return `${what} was refused: ${causeOf(error)}`;
    const trouble = troubleOf(error, 'worker');
    if (trouble === 'unreachable') return `${what} was not accepted: Temporal does not answer`;
    if (trouble !== undefined) return `${what} is not answered: no worker is there to do it`;
    return `${what} was not accepted: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function causeOf(error: WorkflowUpdateFailedError): string {
  return error.cause?.message ?? error.message;
}
