import type { Client } from '@temporalio/client';
import { connectCluster, loadCluster, managedSelector } from '../../kubernetes/index.ts';
import { IDLE_SCHEDULES_MAX } from '../../shared/limits.ts';
import { askTemporal, localTemporalConfig, remoteTemporalConfig } from './ask-temporal.ts';

/** Where work may be going on. An address that is absent belongs to a server that is not up: nothing can be told. */
export interface WorkTargets {
  readonly localTemporal?: { readonly address: string | undefined };
  readonly embeddedCluster?: { readonly kubeconfigPath: string | undefined };
  readonly remoteQueues: readonly {
    readonly taskQueue: string;
    readonly temporalEnv: Readonly<Record<string, string>>;
  }[];
}

/**
 * True when something needs the local servers: an open workflow, a schedule, a namespace of ours in the embedded
 * cluster. What cannot be told counts as work.
 */
export async function hasOpenWork(targets: WorkTargets): Promise<boolean> {
  const { localTemporal, embeddedCluster, remoteQueues } = targets;
  const checks = [
    ...(localTemporal ? [localTemporalHasWork(localTemporal.address)] : []),
    ...(embeddedCluster ? [clusterHasNamespaces(embeddedCluster.kubeconfigPath)] : []),
    ...remoteQueues.map((queue) => remoteQueueHasWork(queue.taskQueue, queue.temporalEnv)),
  ];
  const answers = await Promise.all(checks.map((check) => check.catch(() => true)));
  return answers.includes(true);
}

/** The janitor comes and goes by itself: it keeps nothing alive. */
const JANITOR_TYPE = 'janitorWorkflow';
export const RUN_TYPE = 'runWorkflow';
/** Whatever is open but the janitor. */
export const OPEN_QUERY = `ExecutionStatus = 'Running' AND WorkflowType != '${JANITOR_TYPE}'`;

async function localTemporalHasWork(address: string | undefined): Promise<boolean> {
  if (address === undefined) return true;
  return askTemporal(localTemporalConfig(address), async (client) => {
    if ((await client.workflow.count(OPEN_QUERY)).count > 0) return true;
    return hasSchedule(client, () => true);
  });
}

/** On a server that others use too, only runs are ours, and only those on our queue are certainly so. */
async function remoteQueueHasWork(taskQueue: string, temporalEnv: Readonly<Record<string, string>>): Promise<boolean> {
  return askTemporal(remoteTemporalConfig(temporalEnv), async (client) => {
    if ((await client.workflow.count(`TaskQueue = '${taskQueue}' AND ${OPEN_QUERY}`)).count > 0) return true;
    return hasSchedule(client, (type) => type === RUN_TYPE);
  });
}

async function hasSchedule(client: Client, counts: (workflowType: string) => boolean): Promise<boolean> {
  let seen = 0;
  for await (const schedule of client.schedule.list({ pageSize: IDLE_SCHEDULES_MAX })) {
    const type = schedule.action?.workflowType ?? '';
    // Every queue that ever was has one.
    if (type === JANITOR_TYPE) continue;
    if (counts(type)) return true;
    seen += 1;
    if (seen >= IDLE_SCHEDULES_MAX) return true;
  }
  return false;
}

async function clusterHasNamespaces(kubeconfigPath: string | undefined): Promise<boolean> {
  if (kubeconfigPath === undefined) return true;
  const cluster = connectCluster(loadCluster({ kubeconfigPath }, {}));
  try {
    return (await cluster.listNamespaces({ labelSelector: managedSelector })).length > 0;
  } finally {
    cluster.close();
  }
}
