import { Client, ScheduleAlreadyRunning, type ScheduleOptions } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import {
  JANITOR_CATCHUP_MS,
  JANITOR_INTERVAL_MS,
  JANITOR_LIFE_MS,
  JANITOR_SWEEP_TIMEOUT_MS,
} from '../shared/limits.ts';
import { describeError } from './describe-error.ts';

/** One sweep at a time: a second would only find what the first is deleting. */
const OVERLAP = 'SKIP';

/**
 * Creates the schedule of the sweeps for what a crash may have left, or brings it up to date, and has one swept now; one
 * janitor per task queue, which is one cluster. Returns why it could not be done, if so: a worker is useful without it.
 */
export async function keepJanitor(options: {
  readonly connection: NativeConnection;
  readonly temporalNamespace: string;
  readonly taskQueue: string;
}): Promise<string | undefined> {
  const { connection, temporalNamespace, taskQueue } = options;
  const { schedule } = new Client({ connection, namespace: temporalNamespace });
  const wanted = janitorScheduleOf(taskQueue, Date.now());
  try {
    await schedule.create(wanted).catch(async (error: unknown) => {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      // Whoever paused it wants it paused: its state stays.
      await schedule.getHandle(wanted.scheduleId).update(({ state }) => ({ ...wanted, state }));
    });
    // Said every time: Temporal's default for a trigger starts a second one beside the first.
    await schedule.getHandle(wanted.scheduleId).trigger(OVERLAP);
    return undefined;
  } catch (error) {
    return describeError(error);
  }
}

/**
 * `janitor-of-<taskQueue>`; its workflows' ids begin with the same, unlike every run's. Ends by itself when no worker
 * renews it: queues of machines that are gone would otherwise be swept for ever by nobody.
 */
export function janitorScheduleOf(taskQueue: string, nowMs: number): ScheduleOptions {
  const name = `janitor-of-${taskQueue}`;
  return {
    scheduleId: name,
    spec: { intervals: [{ every: JANITOR_INTERVAL_MS }], endAt: new Date(nowMs + JANITOR_LIFE_MS) },
    action: {
      type: 'startWorkflow',
      workflowType: 'janitorWorkflow',
      workflowId: name,
      taskQueue,
      workflowExecutionTimeout: JANITOR_SWEEP_TIMEOUT_MS,
      staticSummary: 'Deletes namespaces whose scenario is closed',
    },
    policies: { overlap: OVERLAP, catchupWindow: JANITOR_CATCHUP_MS },
  };
}
