import type { WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { LIST_RUNS_COUNT } from '../../shared/limits.ts';
import { runNameOf, runWorkflowIdOf } from '../../shared/names.ts';
import type { Temporal } from './connection.ts';
import { ClientError, usageError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import { nearNames } from '../../shared/near-names.ts';
import type { RunMemo } from '../start/run-memo.ts';
import { readMemo } from '../start/run-memo.ts';
import type { RunIdentity } from '../start/start-run.ts';
import { RUN_WORKFLOW_TYPE } from '../start/start-run.ts';

/** Temporal's word for the state of a run's workflow. */
export type RunStatus = WorkflowExecutionDescription['status']['name'];

export interface FoundRun extends RunIdentity {
  readonly status: RunStatus;
  readonly closedAtMs?: number;
  /** Absent for runs that were started by other means. */
  readonly memo?: RunMemo;
}

/** Which runs a list shows. */
export interface RunFilter {
  /** Visibility's words, such as `Running`; any of them. */
  readonly statuses?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly startedAfterMs?: number;
}

/** The newest runs first, as visibility tells them: for looking, a moment late. */
export async function listRuns(
  temporal: Temporal,
  only: 'open' | 'all' | RunFilter,
  countMax = LIST_RUNS_COUNT,
): Promise<FoundRun[]> {
  const filter = only === 'all' ? {} : only === 'open' ? { statuses: ['Running'] } : only;
  const query = queryOf(filter);
  const runs: FoundRun[] = [];
  await temporal.within(async () => {
    for await (const info of temporal.client.workflow.list({ query, pageSize: countMax })) {
      runs.push(foundRun(info));
      if (runs.length === countMax) break;
    }
  });
  return runs;
}

function queryOf({ statuses, startedAfterMs }: RunFilter): string {
  const anyStatus = statuses?.map((status) => `ExecutionStatus = "${status}"`).join(' OR ');
  return [
    `WorkflowType = "${RUN_WORKFLOW_TYPE}"`,
    ...(anyStatus === undefined ? [] : [`(${anyStatus})`]),
    ...(startedAfterMs === undefined ? [] : [`StartTime > "${new Date(startedAfterMs).toISOString()}"`]),
  ].join(' AND ');
}

/**
 * The run of that name, open or closed; without a name the only one that is open, else the newest. Errors name what
 * there is: `Run.Unknown`, `Run.Ambiguous` (exit 2).
 */
export async function findRun(temporal: Temporal, name: string | undefined): Promise<FoundRun> {
  if (name === undefined) return await openOrNewestRun(temporal);
  // A run that was started by hand may have any workflow id; it is then its own name.
  for (const workflowId of [runWorkflowIdOf(name), name]) {
    const found = await describe(temporal, workflowId);
    if (found !== undefined) return found;
  }
  const known = (await listRuns(temporal, 'all')).map(({ runName }) => runName);
  const near = nearNames(name, known);
  throw new ClientError(`There is no run named "${name}"`, {
    type: 'Run.Unknown',
    fix: near.length > 0 ? `did you mean ${near.join(', ')}?` : 'see what there is: muster list',
    exitCode: ExitCode.Usage,
  });
}

async function openOrNewestRun(temporal: Temporal): Promise<FoundRun> {
  const [first, ...others] = await listRuns(temporal, 'open');
  if (first === undefined) {
    const [newest] = await listRuns(temporal, 'all', 1);
    if (newest === undefined) throw usageError('There is no run yet', 'start one: muster run DIR');
    return newest;
  }
  if (others.length === 0) return first;
  throw new ClientError(`${others.length + 1} runs are open`, {
    type: 'Run.Ambiguous',
    fix: ['name one of them:', ...[first, ...others].map(({ runName }) => `  ${runName}`)],
    exitCode: ExitCode.Usage,
  });
}

async function describe(temporal: Temporal, workflowId: string): Promise<FoundRun | undefined> {
  try {
    const info = await temporal.within(() => temporal.client.workflow.getHandle(workflowId).describe());
    return info.type === RUN_WORKFLOW_TYPE ? foundRun(info) : undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

type RunInfo = Pick<
  WorkflowExecutionDescription,
  'workflowId' | 'runId' | 'taskQueue' | 'status' | 'startTime' | 'closeTime' | 'memo'
>;

function foundRun(info: RunInfo): FoundRun {
  const memo = readMemo(info.memo);
  return {
    runName: runNameOf(info.workflowId),
    workflowId: info.workflowId,
    runId: info.runId,
    taskQueue: info.taskQueue,
    startedAtMs: info.startTime.getTime(),
    status: info.status.name,
    ...(info.closeTime === undefined ? {} : { closedAtMs: info.closeTime.getTime() }),
    ...(memo === undefined ? {} : { memo }),
  };
}
