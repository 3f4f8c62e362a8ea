import { READ_PROGRESS_TIMEOUT_MS } from '../../shared/limits.ts';
import type { RunProgress } from '../../shared/run-progress.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { FoundRun } from '../temporal/find-run.ts';
import { troubleOf } from '../temporal/temporal-trouble.ts';

/**
 * What a run's worker tells, open or closed; all of a run fits into one answer. Undefined: no worker answers in time, or
 * none has polled for so long that none is there.
 */
export async function readProgress(
  temporal: Temporal,
  { workflowId, runId, taskQueue }: Pick<FoundRun, 'workflowId' | 'runId' | 'taskQueue'>,
  timeoutMs = READ_PROGRESS_TIMEOUT_MS,
): Promise<RunProgress | undefined> {
  const handle = temporal.client.workflow.getHandle(workflowId, runId, { followRuns: false });
  const answer = temporal.within(() => handle.query<RunProgress, [number]>('finishedSince', 0), timeoutMs);
  const asked = answer.catch((error: unknown) => {
    if (troubleOf(error, 'worker') === undefined) throw error;
    return undefined;
  });
  return await Promise.race([asked, nobodyThere(temporal, taskQueue)]);
}

/** Ends, and only then, when the queue has no worker; who cannot be told leaves it to the question itself. */
async function nobodyThere(temporal: Temporal, taskQueue: string): Promise<undefined> {
  const { hasPoller } = await import('../temporal/pollers.ts');
  const isThere = await hasPoller(temporal, taskQueue).catch(() => true);
  if (isThere) await new Promise<never>(() => undefined);
}
