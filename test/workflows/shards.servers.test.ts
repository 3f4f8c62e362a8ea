import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { shardWorkflowIdOf } from '../../src/shared/names.ts';
import {
  finishedSinceQuery,
  keepUpdate,
  pauseSignal,
  resumeSignal,
  scaleUpdate,
} from '../../src/workflows/messages.ts';
import { slicesOf } from '../support/fake-shards.ts';
import type { FakeWorld } from '../support/fake-world.ts';
import { failed, orCancelled, passed, planned, untilCancelled } from '../support/fake-world.ts';
import type { Gate } from '../support/gate.ts';
import { gate, until } from '../support/gate.ts';
import { saveHistory } from '../support/histories.ts';
import { failedResultOf, failureOf } from '../support/run-closings.ts';
import type { RunHandle, WorkflowRig } from '../support/workflow-rig.ts';
import { startWorkflowRig } from '../support/workflow-rig.ts';

let rig: WorkflowRig;
beforeAll(async () => {
  rig = await startWorkflowRig(inject('temporalAddress'));
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

const numbered = (count: number) => Array.from({ length: count }, (_, index) => planned(`s${index}.sh`));

/** A world whose scenarios are cut into shards of so many. */
function shardedWorld(count: number, size: number, more?: Parameters<typeof slicesOf>[2]): FakeWorld {
  const world = rig.world(numbered(count));
  world.shards = slicesOf(world.scenarios, size, more);
  return world;
}

/** Scripts of this world wait until the test opens their gate. */
function gatedScripts(world: FakeWorld): Map<string, Gate> {
  const gates = new Map(world.scenarios.map((scenario) => [scenario.path, gate()]));
  world.script = async ({ scenario }) => {
    await orCancelled(gates.get(scenario.path)?.opened ?? Promise.resolve());
    return passed;
  };
  return gates;
}

const openAll = (gates: ReadonlyMap<string, Gate>) => gates.forEach((each) => each.open());
const shardId = (handle: RunHandle, index: number) =>
  shardWorkflowIdOf(handle.workflowId, handle.firstExecutionRunId, index);
const progressOf = async (handle: RunHandle) => await handle.query(finishedSinceQuery, 0);
const sealedPaths = (world: FakeWorld) => [...world.sealed.values()].flat().map(({ path }) => path);

/** Its histories are saved when they are recorded, and replayed ever after. */
function path(name: string, handle: RunHandle, shard: number): void {
  if (process.env['MUSTER_RECORD_HISTORIES'] === undefined) return;
  onTestFinished(async () => {
    await saveHistory(rig.client, `run-shards-${name}`, handle.workflowId);
    await saveHistory(rig.client, `shard-${name}`, shardId(handle, shard));
  });
}

describe('a run with shards', () => {
  test('runs every scenario once, seals every shard and answers with the sums', async () => {
    const world = shardedWorld(12, 5);
    const gates = gatedScripts(world);
    const handle = await rig.start(world, { maxParallel: 3 });
    path('passed', handle, 0);
    await until('three scripts', () => world.runningNow === 3);
    openAll(gates);
    const result = await handle.result();
    expect(result).toMatchObject({ totals: { total: 12, passed: 12 }, namespacesLeft: 0, stuck: [] });
    expect(world.runningMax).toBe(3);
    expect(world.written).toHaveLength(12);
    expect(sealedPaths(world).toSorted()).toEqual(
      numbered(12)
        .map((each) => each.path)
        .toSorted(),
    );
    expect(world.finished).toMatchObject([{ totals: { passed: 12 } }]);
    expect(await progressOf(handle)).toMatchObject({
      phase: 'finished',
      plannedCount: 12,
      waitingCount: 0,
      running: [],
      finished: [],
      shards: [
        { state: 'closed', scenarioCount: 5, totals: { passed: 5 } },
        { state: 'closed', scenarioCount: 5 },
        { state: 'closed', scenarioCount: 2 },
      ],
    });
  });

  test('reaches a raised limit at once and never exceeds a lowered one with anything new', async () => {
    const world = shardedWorld(24, 8);
    const gates = gatedScripts(world);
    const handle = await rig.start(world, { maxParallel: 2 });
    path('scaled', handle, 0);
    await until('two scripts', () => world.runningNow === 2);
    expect(await handle.executeUpdate(scaleUpdate, { args: [12] })).toBe(2);
    await until('twelve scripts', () => world.runningNow === 12);
    expect(await handle.executeUpdate(scaleUpdate, { args: [3] })).toBe(12);
    const started = world.log.filter((line) => line.startsWith('script s')).length;
    const open = [...gates.keys()];
    for (const each of open.slice(0, 9)) gates.get(each)?.open();
    await until('nine to end', () => world.runningNow === 3);
    expect(world.log.filter((line) => line.startsWith('script s'))).toHaveLength(started);
    world.runningMax = 0;
    openAll(gates);
    expect((await handle.result()).totals.passed).toBe(24);
    expect(world.runningMax).toBeLessThanOrEqual(3);
  });

  test('starts nothing while it is paused, in no shard, and goes on when it is resumed', async () => {
    const world = shardedWorld(8, 2);
    const gates = gatedScripts(world);
    const handle = await rig.start(world, { maxParallel: 3 });
    await until('three scripts', () => world.runningNow === 3);
    await handle.signal(pauseSignal);
    await until('the shard with something left to hear of it', async () => (await limitOf(shardId(handle, 1))) === 0);
    openAll(gates);
    await until('all to end', () => world.runningNow === 0);
    await until('the run to know', async () => (await progressOf(handle)).totals.passed >= 2);
    const started = world.log.filter((line) => line.startsWith('script s')).length;
    expect(started).toBeLessThan(8);
    expect((await progressOf(handle)).paused).toBe(true);
    await handle.signal(resumeSignal);
    expect((await handle.result()).totals.passed).toBe(8);
  });

  test('skips in every shard what has not started once enough have failed, also in shards that are not open', async () => {
    const world = shardedWorld(15, 3);
    world.script = async () => await Promise.resolve(failed);
    const handle = await rig.start(world, { maxParallel: 1, maxFailures: 2 });
    path('max-failures', handle, 4);
    const { type, message, result } = await failedResultOf(handle);
    expect(type).toBe('Run.ScenariosFailed');
    expect(message).toContain('s0.sh');
    expect(result.totals.failed).toBeGreaterThanOrEqual(2);
    expect(result.totals.failed).toBeLessThan(5);
    expect(result.totals.failed + result.totals.skipped).toBe(15);
    const skipped = world.written.filter(({ outcome }) => outcome.status === 'skipped');
    expect(new Set(skipped.map(({ outcome }) => outcome.reason))).toEqual(new Set(['Run.MaxFailures']));
    expect(sealedPaths(world)).toHaveLength(15);
  });

  test('skips what depends on a scenario of an earlier shard that did not pass, and runs the rest after it', async () => {
    const world = rig.world([
      planned('bad.sh'),
      planned('good.sh'),
      planned('needs-bad.sh', { dependsOn: ['bad.sh'] }),
      planned('needs-good.sh', { dependsOn: ['good.sh'] }),
    ]);
    world.shards = slicesOf(world.scenarios, 2, (index) =>
      index === 1 ? { after: [0], needs: ['bad.sh', 'good.sh'] } : {},
    );
    world.script = async ({ scenario }) => await Promise.resolve(scenario.path === 'bad.sh' ? failed : passed);
    const { result } = await failedResultOf(await rig.start(world));
    expect(result.totals).toMatchObject({ passed: 2, failed: 1, skipped: 1 });
    const outcome = world.written.find((each) => each.path === 'needs-bad.sh')?.outcome;
    expect(outcome?.reason).toBe('Scenario.DependencyNotPassed');
    expect(world.log.indexOf('sealed 0')).toBeLessThan(world.log.indexOf('script needs-good.sh 1'));
  });

  test('that is cancelled stops its scripts, leaves no namespace and has an outcome for each scenario', async () => {
    const world = shardedWorld(10, 2);
    world.script = untilCancelled;
    const handle = await rig.start(world, { maxParallel: 3 });
    path('cancelled', handle, 0);
    await until('three scripts', () => world.runningNow === 3);
    await handle.cancel();
    expect(await failureOf(handle)).toBeInstanceOf(CancelledFailure);
    expect(world.namespaces.size).toBe(0);
    expect(world.finished[0]).toMatchObject({ cancelled: true, totals: { total: 10, cancelled: 10 } });
    expect(sealedPaths(world)).toHaveLength(10);
    expect(world.written).toHaveLength(10);
  });

  test('that is terminated lets every scenario stop its script and delete its namespace', async () => {
    const world = shardedWorld(4, 2);
    world.script = untilCancelled;
    const handle = await rig.start(world, { maxParallel: 4 });
    await until('all scripts', () => world.runningNow === 4);
    await handle.terminate();
    const deleting = () => [...world.namespaces.values()].every((namespace) => namespace.deleting);
    await until('every namespace to be deleted', () => world.runningNow === 0 && deleting());
    expect(world.log.filter((line) => line.startsWith('deleted'))).toHaveLength(4);
  });

  test('keeps the namespace of a scenario whose shard is asked, and says so when it is asked itself', async () => {
    const world = shardedWorld(4, 2);
    const gates = gatedScripts(world);
    const handle = await rig.start(world, { maxParallel: 2 });
    await until('two scripts', () => world.runningNow === 2);
    const request = { path: 's1.sh', forMs: 600_000 };
    await expect(handle.executeUpdate(keepUpdate, { args: [request] })).rejects.toMatchObject({
      cause: { type: 'Run.InvalidInput' },
    });
    const shard = rig.client.workflow.getHandle(shardId(handle, 0));
    expect(await shard.executeUpdate(keepUpdate, { args: [request] })).toEqual({ path: 's1.sh' });
    openAll(gates);
    expect((await handle.result()).kept).toMatchObject([{ scenario: 's1.sh' }]);
    expect([...world.namespaces.values()].map(({ owner }) => owner.scenario)).toEqual(['s1.sh']);
  });
});

describe('a shard', () => {
  test('that is cancelled by hand cancels its scenarios, and the run goes on without them', async () => {
    const world = shardedWorld(6, 2);
    world.script = async ({ scenario }) => (scenario.path === 's0.sh' ? await untilCancelled() : passed);
    const handle = await rig.start(world, { maxParallel: 1 });
    await until('the first script', () => world.runningNow === 1);
    await rig.client.workflow.getHandle(shardId(handle, 0)).cancel();
    const { type, result } = await failedResultOf(handle);
    expect(type).toBe('Run.Incomplete');
    expect(result.totals).toMatchObject({ total: 6, cancelled: 2, passed: 4 });
    expect((await progressOf(handle)).shards?.map(({ state }) => state)).toEqual(['closed', 'closed', 'closed']);
  });

  test('that is terminated is adopted: its outcomes are read, its namespaces go, and only then are its slots free', async () => {
    const world = shardedWorld(8, 4);
    const gates = gatedScripts(world);
    const handle = await rig.start(world, { maxParallel: 2 });
    path('adopted', handle, 1);
    await until('two scripts', () => world.runningNow === 2);
    gates.get('s0.sh')?.open();
    await until('the third script', () => world.log.includes('script s2.sh 1'));
    await rig.client.workflow.getHandle(shardId(handle, 0)).terminate('a test');
    await until('the second shard', () => world.log.includes('script s4.sh 1'));
    expect(world.log.indexOf('adopting 0')).toBeLessThan(world.log.indexOf('reclaimed'));
    expect(world.log.indexOf('reclaimed')).toBeLessThan(world.log.indexOf('script s4.sh 1'));
    openAll(gates);
    const { type, result } = await failedResultOf(handle);
    expect(type).toBe('Run.ScenariosFailed');
    expect(result).toMatchObject({ totals: { total: 8, passed: 5, errored: 3 }, namespacesLeft: 0 });
    expect(world.namespaces.size).toBe(0);
    expect(world.runningMax).toBe(2);
    expect((await progressOf(handle)).shards?.map(({ state }) => state)).toEqual(['adopted', 'closed']);
  });

  test('whose end cannot be found out is errored as a whole, and the run still ends', async () => {
    const world = shardedWorld(4, 2, (index) => (index === 1 ? { after: [0], needs: ['s0.sh'] } : {}));
    const gone = async () => await Promise.reject(ApplicationFailure.nonRetryable('gone', 'Results.Unwritable'));
    world.override = {
      readShardPlan: async ({ index }) => {
        if (index === 0) return await gone();
        const dependent = planned('s2.sh', { dependsOn: ['s0.sh'] });
        return await Promise.resolve({ scenarios: [dependent, planned('s3.sh')] });
      },
      adoptShard: gone,
    };
    const { result } = await failedResultOf(await rig.start(world));
    expect(result.totals).toMatchObject({ total: 4, errored: 2, skipped: 1, passed: 1 });
  });
});

async function limitOf(workflowId: string): Promise<number> {
  return (await rig.client.workflow.getHandle(workflowId).query(finishedSinceQuery, 0)).limit;
}
