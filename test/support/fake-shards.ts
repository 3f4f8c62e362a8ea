import type { Client, WorkflowHandle } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Activities, AdoptShardInput, AdoptShardResult, EndedScenario } from '../../src/activities/index.ts';
import { FailureType } from '../../src/shared/failure-types.ts';
import { scenarioWorkflowIdOf } from '../../src/shared/names.ts';
import { outcomeWithoutAttempt, summarize } from '../../src/shared/outcome.ts';
import type { PlannedScenario, ShardPlan } from '../../src/shared/plan.ts';
import type { ScenarioOutput } from '../../src/shared/scenario-output.ts';
import type { FakeWorld } from './fake-world.ts';
import { orCancelled } from './fake-world.ts';

/** A slice of a fake world's scenarios, as planRun would have written it down. */
export interface FakeShard {
  readonly plan: ShardPlan;
  readonly scenarios: readonly PlannedScenario[];
}

/** Slices of so many, in order; `more` adds to the plan of one. */
export function slicesOf(
  scenarios: readonly PlannedScenario[],
  size: number,
  more: (index: number) => Partial<ShardPlan> = () => ({}),
): FakeShard[] {
  return Array.from({ length: Math.ceil(scenarios.length / size) }, (_, index) => {
    const slice = scenarios.slice(index * size, (index + 1) * size);
    const plan = { index, scenarioCount: slice.length, estimatedMs: 0, unestimatedCount: slice.length };
    return { plan: { ...plan, ...more(index) }, scenarios: slice };
  });
}

type ShardActivities = Pick<Activities, 'readShardPlan' | 'sealShard' | 'adoptShard'>;

/** What a world does about its shards. Adopting asks the real Temporal, as the real activity does. */
export function fakeShardActivities(world: FakeWorld, client: Client): ShardActivities {
  return {
    readShardPlan: async ({ index }) => await Promise.resolve({ scenarios: shardOf(world, index).scenarios }),
    sealShard: async ({ index, scenarios }) => await Promise.resolve({ digest: seal(world, index, scenarios) }),
    adoptShard: async (input) => await adopt(world, client, input),
  };
}

function shardOf(world: FakeWorld, index: number): FakeShard {
  const shard = world.shards?.[index];
  if (shard === undefined) throw new Error(`no shard ${index}`);
  return shard;
}

function seal(world: FakeWorld, index: number, scenarios: readonly EndedScenario[]): string {
  world.log.push(`sealed ${index}`);
  world.sealed.set(index, scenarios);
  return `digest-${index}`;
}

async function adopt(world: FakeWorld, client: Client, input: AdoptShardInput): Promise<AdoptShardResult> {
  const { index, runWorkflowId, runFirstRunId } = input;
  world.log.push(`adopting ${index}`);
  const { scenarios } = shardOf(world, index);
  const outputs = new Map<string, ScenarioOutput>();
  for (const { path } of scenarios) {
    const workflowId = scenarioWorkflowIdOf(runWorkflowId, runFirstRunId, path);
    outputs.set(path, await outputOf(client.workflow.getHandle(workflowId)));
  }
  const outcomeOf = (path: string) => outputs.get(path)?.outcome ?? lost;
  seal(
    world,
    index,
    scenarios.map(({ path, resultName }) => ({ path, resultName, workflowId: path, ended: outcomeOf(path) })),
  );
  return {
    digest: `digest-${index}`,
    totals: summarize(scenarios.map(({ path }) => outcomeOf(path))),
    notPassed: scenarios.map(({ path }) => path).filter((path) => outcomeOf(path).status !== 'passed'),
    draining: [...outputs.values()].flatMap(({ draining }) => draining),
    stuck: [...outputs.values()].flatMap(({ stuck }) => stuck),
  };
}

const lost = outcomeWithoutAttempt('errored', FailureType.ShardLost, 'its shard closed before it started');

async function outputOf(handle: WorkflowHandle): Promise<ScenarioOutput> {
  try {
    return (await orCancelled(handle.result())) as ScenarioOutput;
  } catch (error) {
    const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
    const output = cause instanceof ApplicationFailure ? (cause.details?.[0] as ScenarioOutput | undefined) : undefined;
    return output ?? { outcome: lost, draining: [], stuck: [] };
  }
}
