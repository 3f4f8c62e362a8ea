import type { RunPlan } from '../../shared/plan.ts';
import type { RunIdentity } from '../start/start-run.ts';
import type { Temporal } from '../temporal/connection.ts';
import { activityResult } from './activity-result.ts';

const PLAN_ACTIVITY = 'planRun';

/**
 * A run's plan from its history, which needs no worker. Undefined: it has none yet, or never got one. Of a run with
 * shards it holds no scenarios: {@link readWholePlan}.
 */
export async function readPlan(
  temporal: Temporal,
  { workflowId, runId }: Pick<RunIdentity, 'workflowId' | 'runId'>,
): Promise<RunPlan | undefined> {
  const value = await activityResult(temporal, { workflowId, runId }, PLAN_ACTIVITY);
  const isPlan = typeof value === 'object' && value !== null && 'scenarios' in value && 'settings' in value;
  return isPlan ? (value as RunPlan) : undefined;
}
