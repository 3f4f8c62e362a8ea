import { fileURLToPath } from 'node:url';
import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import type { Activities } from '../activities/index.ts';
import {
  CACHED_WORKFLOWS_MAX,
  HEARTBEAT_THROTTLE_MS,
  KUBERNETES_SLOTS,
  NAMESPACE_SLOTS,
  WAIT_SLOTS,
  WORKER_SHUTDOWN_FORCE_MS,
  WORKER_SHUTDOWN_GRACE_MS,
  WORKFLOW_TASK_SLOTS,
} from '../shared/limits.ts';
import { taskQueuesOf } from '../shared/task-queues.ts';

/** The bundle that the build makes; the same relative path holds in `src/` and in `dist/`. */
const BUNDLE_PATH = fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url));

/** By the queue that serves them; all others may be called on both of the remaining ones. */
const SCRIPTS: readonly (keyof Activities)[] = ['runScenario'];
const NAMESPACES: readonly (keyof Activities)[] = ['createNamespace', 'deleteNamespace'];

export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly temporalNamespace: string;
  readonly taskQueue: string;
  readonly activities: Activities;
  readonly scriptSlots: number;
  /** Sources to bundle at start instead of the built bundle. */
  readonly workflowsPath?: string | undefined;
}

/** One worker per queue, so that nothing of one kind ever waits behind another kind. */
export async function createWorkers(parts: WorkerParts): Promise<readonly Worker[]> {
  return await Promise.all(workerOptionsOf(parts).map((options) => Worker.create(options)));
}

export function workerOptionsOf(parts: WorkerParts): readonly WorkerOptions[] {
  const { connection, temporalNamespace, taskQueue, workflowsPath } = parts;
  const queues = taskQueuesOf(taskQueue);
  const { activities } = parts;
  const others = omit(activities, SCRIPTS);
  const shared = {
    connection,
    namespace: temporalNamespace,
    shutdownGraceTime: WORKER_SHUTDOWN_GRACE_MS,
    shutdownForceTime: WORKER_SHUTDOWN_FORCE_MS,
    // A cancellation is heard with a heartbeat's answer: Temporal's defaults are 60 s and 30 s.
    maxHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
    defaultHeartbeatThrottleInterval: HEARTBEAT_THROTTLE_MS,
  };
  return [
    {
      ...shared,
      ...(workflowsPath === undefined ? { workflowBundle: { codePath: BUNDLE_PATH } } : { workflowsPath }),
      taskQueue: queues.workflows,
      maxConcurrentWorkflowTaskExecutions: WORKFLOW_TASK_SLOTS,
      maxCachedWorkflows: CACHED_WORKFLOWS_MAX,
      activities: pick(activities, NAMESPACES),
      maxConcurrentActivityTaskExecutions: NAMESPACE_SLOTS,
    },
    ...[
      { taskQueue: queues.scripts, activities: pick(activities, SCRIPTS), slots: parts.scriptSlots },
      { taskQueue: queues.kubernetes, activities: others, slots: KUBERNETES_SLOTS },
      { taskQueue: queues.waits, activities: others, slots: WAIT_SLOTS },
    ].map(({ slots, ...queue }) => ({ ...shared, ...queue, maxConcurrentActivityTaskExecutions: slots })),
  ];
}

function pick(activities: Activities, names: readonly (keyof Activities)[]): Partial<Activities> {
  return Object.fromEntries(names.map((name) => [name, activities[name]]));
}

function omit(activities: Activities, names: readonly string[]): Partial<Activities> {
  return Object.fromEntries(Object.entries(activities).filter(([name]) => !names.includes(name)));
}
