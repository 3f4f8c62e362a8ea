import { workflowInfo } from '@temporalio/workflow';
import { runNameOf, scenarioIdPrefixOf, scenarioWorkflowIdOf, shardWorkflowIdOf } from '../../shared/names.ts';

/** Whose scenarios these are: the run's, also where one of its shards starts them. */
export interface RunIdentity {
  readonly runName: string;
  readonly workflowId: string;
  /** The run's first run id, so that a second run of one name has other children. */
  readonly firstRunId: string;
}

/** Of the run that asks. */
export function ownIdentity(): RunIdentity {
  const { workflowId, firstExecutionRunId } = workflowInfo();
  return { runName: runNameOf(workflowId), workflowId, firstRunId: firstExecutionRunId };
}

/** The id under which a scenario of this run executes. */
export function scenarioIdOf({ workflowId, firstRunId }: RunIdentity, path: string): string {
  return scenarioWorkflowIdOf(workflowId, firstRunId, path);
}

/** Ids of all scenario executions of this run begin with this. */
export function scenarioIdPrefix({ workflowId, firstRunId }: RunIdentity): string {
  return scenarioIdPrefixOf(workflowId, firstRunId);
}

export function shardIdOf({ workflowId, firstRunId }: RunIdentity, index: number): string {
  return shardWorkflowIdOf(workflowId, firstRunId, index);
}
