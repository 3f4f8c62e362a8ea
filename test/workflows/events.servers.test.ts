import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { RUN_EVENTS_FOR_SHARDS, SCENARIOS_PER_RUN_MAX, SCENARIOS_PER_SHARD_MAX } from '../../src/shared/limits.ts';
import { scenarioWorkflowIdOf, shardWorkflowIdOf } from '../../src/shared/names.ts';
import { slicesOf } from '../support/fake-shards.ts';
import type { FakeWorld } from '../support/fake-world.ts';
import { passed, planned } from '../support/fake-world.ts';
import type { WorkflowRig } from '../support/workflow-rig.ts';
import { startWorkflowRig } from '../support/workflow-rig.ts';

let rig: WorkflowRig;
beforeAll(async () => {
  rig = await startWorkflowRig(inject('temporalAddress'));
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

/** Namespaces take this long to go, and scripts this long to run: nothing waits for these times. */
const GONE_AFTER_MS = 1_000;
const SCRIPT_MS = 200;

async function eventsOf(workflowId: string): Promise<number> {
  const { events } = await rig.client.workflow.getHandle(workflowId).fetchHistory();
  return events?.length ?? 0;
}

interface Counts {
  readonly run: number;
  readonly shards: readonly number[];
  readonly scenarios: number;
}

async function countsOf(world: FakeWorld): Promise<Counts> {
  world.script = async () => {
    await sleep(SCRIPT_MS);
    return passed;
  };
  const goneAtMs = new Map<string, number>();
  world.mayVanish = (name) => {
    if (!goneAtMs.has(name)) goneAtMs.set(name, Date.now() + GONE_AFTER_MS);
    return Date.now() > (goneAtMs.get(name) ?? 0);
  };
  const handle = await rig.start(world, { maxParallel: 8 });
  await handle.result();
  const { workflowId, firstExecutionRunId } = handle;
  const shards = (world.shards ?? []).map((_, index) => shardWorkflowIdOf(workflowId, firstExecutionRunId, index));
  const scenarios = world.scenarios.map(({ path }) => scenarioWorkflowIdOf(workflowId, firstExecutionRunId, path));
  const counts = await Promise.all(scenarios.map(eventsOf));
  return {
    run: await eventsOf(workflowId),
    shards: await Promise.all(shards.map(eventsOf)),
    scenarios: counts.reduce((sum, count) => sum + count, 0),
  };
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => planned(`s${index}.sh`));

test('a passing scenario of a run without shards costs fewer than 32 events over all histories', async () => {
  const { run, scenarios } = await countsOf(rig.world(numbered(48)));
  expect((run + scenarios) / 48).toBeLessThan(32);
});

test('a passing scenario of a full shard does too, and no history has more than 4,096', async () => {
  const world = rig.world(numbered(50));
  const [small, large] = [4, 46];
  world.shards = [
    ...slicesOf(world.scenarios.slice(0, large), large),
    ...slicesOf(world.scenarios.slice(large), small).map(({ plan, scenarios }) => ({
      plan: { ...plan, index: 1 },
      scenarios,
    })),
  ];
  const { run, shards, scenarios } = await countsOf(world);
  const [ofLarge = 0, ofSmall = 0] = shards;
  const marginal = (ofLarge - ofSmall) / (large - small);
  const ofFull = ofSmall + marginal * (SCENARIOS_PER_SHARD_MAX - small);
  expect(ofFull).toBeLessThan(4_096);
  // What a shard costs its run is bounded by RUN_EVENTS_FOR_SHARDS; test/shared/shard-reports.test.ts.
  expect(run).toBeLessThan(200);
  const ofRun = RUN_EVENTS_FOR_SHARDS / SCENARIOS_PER_RUN_MAX;
  expect(scenarios / 50 + ofFull / SCENARIOS_PER_SHARD_MAX + ofRun).toBeLessThan(32);
});
