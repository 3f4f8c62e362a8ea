import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { shardWorkflowIdOf } from '../../src/shared/names.ts';
import { pauseSignal, resumeSignal, scaleUpdate } from '../../src/workflows/messages.ts';
import { slicesOf } from '../support/fake-shards.ts';
import type { FakeWorld } from '../support/fake-world.ts';
import { orCancelled, passed, planned } from '../support/fake-world.ts';
import type { Gate } from '../support/gate.ts';
import { gate, until } from '../support/gate.ts';
import { failedResultOf } from '../support/run-closings.ts';
import type { RunHandle, WorkflowRig } from '../support/workflow-rig.ts';
import { startWorkflowRig } from '../support/workflow-rig.ts';

let rig: WorkflowRig;
beforeAll(async () => {
  rig = await startWorkflowRig(inject('temporalAddress'));
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

const SHARDS = 4;
const SIZE = 4;
const STEPS = 14;

/** What the run is bound to do, kept beside the real one. */
class Model {
  limit = 3;
  paused = false;
  readonly running = new Map<string, Gate>();
  /** By shard. */
  readonly unfinished = Array<number>(SHARDS).fill(SIZE);
  lost: number | undefined;
  private random: number;

  constructor(seed: number) {
    this.random = seed;
  }

  /** From 0 to below `count`; the same for the same seed. */
  draw(count: number): number {
    this.random = (this.random * 48_271) % 2_147_483_647;
    return this.random % count;
  }

  /** How many run once everybody has heard of everything; nothing that runs is ever stopped for a limit. */
  expected(before: number): number {
    const limit = this.paused ? 0 : this.limit;
    const left = this.unfinished.reduce((sum, count) => sum + count, 0);
    return Math.max(before, Math.min(limit, left));
  }
}

function watchScripts(world: FakeWorld, model: Model): void {
  world.script = async ({ scenario }) => {
    const opened = gate();
    model.running.set(scenario.path, opened);
    try {
      await orCancelled(opened.opened);
      return passed;
    } finally {
      model.running.delete(scenario.path);
    }
  };
}

const shardOf = (path: string) => Math.floor(Number(path.slice(1, -3)) / SIZE);

/** Answers with how many must be running at least before anything new can start. */
async function act(handle: RunHandle, model: Model): Promise<number> {
  const what = model.draw(10);
  const [first] = [...model.running].slice(model.draw(Math.max(1, model.running.size)));
  if (what < 5 && first !== undefined) {
    const [path, opened] = first;
    const before = model.running.size;
    model.unfinished[shardOf(path)] = (model.unfinished[shardOf(path)] ?? 0) - 1;
    opened.open();
    await until(`${path} to end`, () => model.running.get(path) !== opened);
    return before - 1;
  }
  const before = model.running.size;
  if (what === 5) {
    await handle.signal(pauseSignal);
    model.paused = true;
  } else if (what === 6) {
    await handle.signal(resumeSignal);
    model.paused = false;
  } else if (what === 7 && model.lost === undefined && first !== undefined) {
    return await terminate(handle, model, shardOf(first[0]));
  } else {
    model.limit = 1 + model.draw(8);
    await handle.executeUpdate(scaleUpdate, { args: [model.limit] });
  }
  return before;
}

/** In the middle, so that no walk is without it. */
async function terminateOne(handle: RunHandle, model: Model): Promise<number> {
  const [path] = model.running.keys();
  if (model.lost !== undefined || path === undefined) return model.running.size;
  return await terminate(handle, model, shardOf(path));
}

async function terminate(handle: RunHandle, model: Model, index: number): Promise<number> {
  const own = [...model.running.keys()].filter((path) => shardOf(path) === index);
  const others = model.running.size - own.length;
  model.lost = index;
  model.unfinished[index] = 0;
  const id = shardWorkflowIdOf(handle.workflowId, handle.firstExecutionRunId, index);
  await rig.client.workflow.getHandle(id).terminate('a test');
  await until('its scripts to stop', () => own.every((path) => !model.running.has(path)));
  return others;
}

test.each([11, 2_027])(
  'whatever is done to a run with shards, it runs what it may and no more (walk %d)',
  async (seed) => {
    const world = rig.world(Array.from({ length: SHARDS * SIZE }, (_, index) => planned(`s${index}.sh`)));
    world.shards = slicesOf(world.scenarios, SIZE);
    const model = new Model(seed);
    watchScripts(world, model);
    const handle = await rig.start(world, { maxParallel: model.limit });
    await until('the first scripts', () => model.running.size === 3);
    for (let step = 0; step < STEPS; step += 1) {
      world.runningMax = model.running.size;
      const before = model.running.size;
      const left = step === STEPS / 2 ? await terminateOne(handle, model) : await act(handle, model);
      const expected = model.expected(left);
      await until(`${expected} to run after step ${step}`, () => model.running.size === expected);
      expect(world.runningMax).toBeLessThanOrEqual(Math.max(before, expected));
    }
    await handle.signal(resumeSignal);
    await until('the end', async () => {
      for (const opened of model.running.values()) opened.open();
      return (await handle.describe()).status.name !== 'RUNNING';
    });
    const outcomes = [...world.sealed.values()].flat();
    expect(new Set(outcomes.map(({ path }) => path)).size).toBe(SHARDS * SIZE);
    expect(outcomes).toHaveLength(SHARDS * SIZE);
    const { totals } = model.lost === undefined ? await handle.result() : (await failedResultOf(handle)).result;
    expect(totals.passed + totals.errored).toBe(SHARDS * SIZE);
    expect(world.namespaces.size).toBe(0);
  },
);
