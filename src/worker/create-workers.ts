import { fileURLToPath } from 'node:url';
import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import type { Activities } from '../activities/index.ts';
import {
  CACHED_WORKFLOWS_MAX,
  HEARTBEAT_THROTTLE_MS,
  KUBERNETES_SLOTS,
  WAIT_SLOTS,
  WORKER_SHUTDOWN_FORCE_MS,
  WORKER_SHUTDOWN_GRACE_MS,
  WORKFLOW_TASK_SLOTS,
} from '../shared/limits.ts';
import { taskQueuesOf } from '../shared/task-queues.ts';

/** The bundle that the build makes; the same relative path holds in `src/` and in `dist/`. */
const BUNDLE_PATH = fileURLToPath(new URL('../../dist/workflow-bundle.js', import.meta.url));

const RUN_SCENARIO = 'runScenario' satisfies keyof Activities;

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
  const activities = Object.entries(parts.activities);
  const scripts = Object.fromEntries(activities.filter(([name]) => name === RUN_SCENARIO));
  const others = Object.fromEntries(activities.filter(([name]) => name !== RUN_SCENARIO));
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
    },
    ...[
      { taskQueue: queues.scripts, activities: scripts, slots: parts.scriptSlots },
      { taskQueue: queues.kubernetes, activities: others, slots: KUBERNETES_SLOTS },
      { taskQueue: queues.waits, activities: others, slots: WAIT_SLOTS },
    ].map(({ slots, ...queue }) => ({ ...shared, ...queue, maxConcurrentActivityTaskExecutions: slots })),
  ];
}
