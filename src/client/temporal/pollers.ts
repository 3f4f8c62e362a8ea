import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE_MS, NO_WORKER_NOTICE_MS, SECOND_MS } from '../../shared/limits.ts';
import type { Temporal } from './connection.ts';

/** A poll lasts up to a minute; who has not begun one for longer than that is gone. */
const POLL_FRESH_MS = MINUTE_MS + MINUTE_MS / 6;
const LOOK_AGAIN_MS = 500;

/** True as soon as a worker polls the queue for workflows, which is what Temporal describes unless told otherwise; false when none does for {@link NO_WORKER_NOTICE_MS}. */
export async function isPolled(temporal: Temporal, taskQueue: string): Promise<boolean> {
  const deadlineMs = Date.now() + NO_WORKER_NOTICE_MS;
  for (;;) {
    if (await hasPoller(temporal, taskQueue)) return true;
    if (Date.now() >= deadlineMs) return false;
    await sleep(LOOK_AGAIN_MS);
  }
}

/** Whether a worker polls the queue for workflows now, or did within the time that a poll lasts. */
export async function hasPoller(temporal: Temporal, taskQueue: string): Promise<boolean> {
  const { pollers } = await temporal.within(() =>
    temporal.client.workflowService.describeTaskQueue({
      namespace: temporal.target.temporalNamespace,
      taskQueue: { name: taskQueue },
    }),
  );
  const freshSinceMs = Date.now() - POLL_FRESH_MS;
  const lastAccesses = pollers?.map((poller) => Number(poller.lastAccessTime?.seconds ?? 0) * SECOND_MS) ?? [];
  return lastAccesses.some((lastAccessMs) => lastAccessMs > freshSinceMs);
}

/** How to start what is missing. */
export function workerAdvice(taskQueue: string): string[] {
  return [`no worker is polling ${taskQueue}`, `start one: muster worker --task-queue ${taskQueue}`];
}
