import type { LocalStatus } from '../../local/index.ts';
import { connectTemporal, type Temporal } from '../temporal/connection.ts';
import { isPolled, workerAdvice } from '../temporal/pollers.ts';
import type { TemporalTarget } from '../temporal/temporal-target.ts';
import { localTemporal } from '../temporal/temporal-target.ts';
import type { Check } from './check.ts';
import { failed, ok } from './check.ts';

/** The Temporal that a run would talk to, as far as it is there; starts none. */
export async function temporalChecks(
  configured: TemporalTarget | undefined,
  status: LocalStatus,
  taskQueue: string | undefined,
): Promise<readonly Check[]> {
  const target = configured ?? runningTarget(status);
  if (target === undefined) return [ok('temporal', 'none is configured; a run starts one on this machine')];
  const temporal = await connectTemporal(target);
  try {
    const version = await versionOf(temporal);
    const where = `${target.address}, namespace ${target.temporalNamespace}, server ${version}`;
    const queues = taskQueue === undefined ? queuesOf(status) : [taskQueue];
    return [ok('temporal', where), ...(await Promise.all(queues.map((queue) => queueCheck(temporal, queue))))];
  } finally {
    await temporal.close();
  }
}

function runningTarget(status: LocalStatus): TemporalTarget | undefined {
  if (!status.running || status.temporal?.address === undefined) return undefined;
  const { address, uiUrl = '' } = status.temporal;
  return localTemporal({ address, uiUrl });
}

function queuesOf(status: LocalStatus): string[] {
  return status.running ? status.workers.map(({ taskQueue }) => taskQueue) : [];
}

async function versionOf(temporal: Temporal): Promise<string> {
  const info = await temporal.within(() => temporal.client.workflowService.getSystemInfo({}));
  return info.serverVersion ?? 'unknown';
}

async function queueCheck(temporal: Temporal, taskQueue: string): Promise<Check> {
  const name = 'task queue';
  if (await isPolled(temporal, taskQueue)) return ok(name, `${taskQueue} is polled by a worker`);
  const [what = '', ...fix] = workerAdvice(taskQueue);
  return failed(name, what, ...fix);
}
