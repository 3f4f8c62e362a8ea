import { WorkflowNotFoundError } from '@temporalio/common';
import type { PlannedScenario } from '../../shared/plan.ts';
import type { Temporal } from '../temporal/connection.ts';
import { grpcCodeOf } from '../temporal/temporal-trouble.ts';
import { activityResult } from './activity-result.ts';

const SHARD_PLAN_ACTIVITY = 'readShardPlan';
const GRPC_NOT_FOUND = 5;

/** The scenarios of a shard, from its own history, which needs no worker. Undefined: it has not opened, or never got them. */
export async function readShardScenarios(
  temporal: Temporal,
  workflowId: string,
): Promise<readonly PlannedScenario[] | undefined> {
  try {
    const read = await activityResult(temporal, { workflowId }, SHARD_PLAN_ACTIVITY);
    const isPlan = typeof read === 'object' && read !== null && 'scenarios' in read && Array.isArray(read.scenarios);
    return isPlan ? (read.scenarios as PlannedScenario[]) : undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || grpcCodeOf(error) === GRPC_NOT_FOUND) return undefined;
    throw error;
  }
}
