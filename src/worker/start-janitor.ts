import { Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { describeError } from './describe-error.ts';

/**
 * Starts one sweep for what a crash may have left, unless one is running; one janitor per task queue, which is one
 * cluster. Its id begins unlike every run's. Returns why it could not be started, if so: a worker is useful without it.
 */
export async function startJanitor(options: {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
}): Promise<string | undefined> {
  const { connection, namespace, taskQueue } = options;
  try {
    await new Client({ connection, namespace }).workflow.start('janitorWorkflow', {
      taskQueue,
      workflowId: `janitor-of-${taskQueue}`,
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: 'Deletes namespaces whose scenario is closed',
    });
    return undefined;
  } catch (error) {
    return error instanceof WorkflowExecutionAlreadyStartedError ? undefined : describeError(error);
  }
}
