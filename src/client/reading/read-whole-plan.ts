import { isAbsolute } from 'node:path';
import { shardWorkflowIdOf } from '../../shared/names.ts';
import type { PlannedScenario, RunPlan } from '../../shared/plan.ts';
import type { RunIdentity } from '../start/start-run.ts';
import type { Temporal } from '../temporal/connection.ts';
import { readAll } from './at-once.ts';
import { readPlan } from './read-plan.ts';
import { readShardScenarios } from './read-shard-scenarios.ts';

/** A scenario as it was planned; of one whose shard has not opened, as much as its results directory tells. */
export type KnownScenario = Pick<PlannedScenario, 'path' | 'resultName'> & Partial<PlannedScenario>;

/** A run's plan with the scenarios of its shards. */
export interface WholePlan {
  readonly plan: RunPlan;
  /** In the order in which they start, as far as they are known from here. */
  readonly scenarios: readonly KnownScenario[];
  /** Those that nobody here knows: of shards that have not opened, in a results directory that is elsewhere. */
  readonly unknownCount: number;
  /** Of a run with shards: the index of the scenario's. */
  readonly shardOf: (path: string) => number | undefined;
}

/**
 * A run's plan and all scenarios that can be known: from its history; of a run with shards from the results directory
 * when that is here, else from the histories of those that have opened. Undefined: it has no plan yet, or never got one.
 */
export async function readWholePlan(
  temporal: Temporal,
  run: Pick<RunIdentity, 'workflowId' | 'runId'>,
): Promise<WholePlan | undefined> {
  const plan = await readPlan(temporal, run);
  if (plan === undefined) return undefined;
  const { shards } = plan;
  if (shards === undefined) return { plan, scenarios: plan.scenarios, unknownCount: 0, shardOf: () => undefined };
  const known = (await onDisk(plan)) ?? (await inHistories(temporal, run, shards));
  const indices = new Map(
    known.flatMap((scenarios = [], index) => scenarios.map(({ path }) => [path, index] as const)),
  );
  const plannedCount = shards.reduce((sum, { scenarioCount }) => sum + scenarioCount, 0);
  return {
    plan,
    scenarios: known.flatMap((scenarios = []) => scenarios),
    unknownCount: Math.max(0, plannedCount - indices.size),
    shardOf: (path) => indices.get(path),
  };
}

type ByShard = readonly (readonly KnownScenario[] | undefined)[];

/** Only the very file that was planned: its digest is in the history. */
async function onDisk({ settings, planDigest }: RunPlan): Promise<ByShard | undefined> {
  if (planDigest === undefined || !isAbsolute(settings.resultsDir)) return undefined;
  const { readPlanFile } = await import('../../results/index.ts');
  return await readPlanFile(settings.resultsDir, planDigest).catch(() => undefined);
}

async function inHistories(
  temporal: Temporal,
  { workflowId, runId }: Pick<RunIdentity, 'workflowId' | 'runId'>,
  shards: NonNullable<RunPlan['shards']>,
): Promise<ByShard> {
  return await readAll(
    shards,
    async ({ index }) => await readShardScenarios(temporal, shardWorkflowIdOf(workflowId, runId, index)),
  );
}
