import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { IDLE_SCHEDULES_MAX, LOCAL_CALL_TIMEOUT_MS } from '../shared/limits.ts';
import { connectCluster, loadCluster, managedSelector } from '../kubernetes/index.ts';

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
const RUN_TYPE = 'runWorkflow';
const OPEN = `ExecutionStatus = 'Running' AND WorkflowType != '${JANITOR_TYPE}'`;

async function localTemporalHasWork(address: string | undefined): Promise<boolean> {
  if (address === undefined) return true;
  return withClient({ connectionOptions: { address } }, async (client) => {
    if ((await client.workflow.count(OPEN)).count > 0) return true;
    return hasSchedule(client, (type) => type !== JANITOR_TYPE);
  });
}

/** On a server that others use too, only runs are ours, and only those on our queue are certainly so. */
async function remoteQueueHasWork(taskQueue: string, temporalEnv: Readonly<Record<string, string>>): Promise<boolean> {
  const config = loadClientConnectConfig({ overrideEnvVars: { ...temporalEnv } });
  return withClient(config, async (client) => {
    if ((await client.workflow.count(`TaskQueue = '${taskQueue}' AND ${OPEN}`)).count > 0) return true;
    return hasSchedule(client, (type) => type === RUN_TYPE);
  });
}

async function hasSchedule(client: Client, counts: (workflowType: string) => boolean): Promise<boolean> {
  let seen = 0;
  for await (const schedule of client.schedule.list({ pageSize: IDLE_SCHEDULES_MAX })) {
    if (counts(schedule.action?.workflowType ?? '')) return true;
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

async function withClient<T>(
  config: ReturnType<typeof loadClientConnectConfig>,
  ask: (client: Client) => Promise<T>,
): Promise<T> {
  const connection = await Connection.connect({ ...config.connectionOptions, connectTimeout: LOCAL_CALL_TIMEOUT_MS });
  try {
    const client = new Client({ connection, ...(config.namespace && { namespace: config.namespace }) });
    return await connection.withDeadline(Date.now() + LOCAL_CALL_TIMEOUT_MS, () => ask(client));
  } finally {
    await connection.close();
  }
}
