import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { attachedMemo } from '../../shared/attached-run.ts';
import { runWorkflowIdOf } from '../../shared/names.ts';
import type { RunInput } from '../../shared/run-input.ts';
import type { Temporal } from '../temporal/connection.ts';
import { ClientError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import type { RunMemo } from './run-memo.ts';
import { memoOf } from './run-memo.ts';

/** The one workflow type that the command line starts and schedules. */
export const RUN_WORKFLOW_TYPE = 'runWorkflow';

export interface RunStart {
  readonly runName: string;
  readonly taskQueue: string;
  readonly input: RunInput;
  /** One line for lists and the Web UI. */
  readonly summary: string;
  readonly memo: RunMemo;
  /** It ends with this process. */
  readonly isAttached: boolean;
}

export interface RunIdentity {
  readonly runName: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly taskQueue: string;
  readonly startedAtMs: number;
}

/** Starts the run, or says that one of this name is still open (`Run.NameTaken`, exit 2). */
export async function startRun(temporal: Temporal, start: RunStart): Promise<RunIdentity> {
  const { runName, taskQueue } = start;
  const workflowId = runWorkflowIdOf(runName);
  const startedAtMs = Date.now();
  try {
    const handle = await temporal.within(() =>
      temporal.client.workflow.start(RUN_WORKFLOW_TYPE, {
        workflowId,
        taskQueue,
        args: [start.input],
        workflowIdConflictPolicy: 'FAIL',
        staticSummary: start.summary,
        memo: { ...memoOf(start.memo), ...(start.isAttached ? attachedMemo(process.pid) : {}) },
      }),
    );
    return { runName, workflowId, runId: handle.firstExecutionRunId, taskQueue, startedAtMs };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new ClientError(`A run named "${runName}" is still open`, {
      type: 'Run.NameTaken',
      fix: [`follow it: muster watch ${runName}`, 'or give this one another name: --name NAME'],
      exitCode: ExitCode.Usage,
    });
  }
}
