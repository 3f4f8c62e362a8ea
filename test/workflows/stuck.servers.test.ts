import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Activities, AwaitNamespacesGoneInput } from '../../src/activities/index.ts';
import type { RunResult } from '../../src/shared/run-progress.ts';
import { finishedSinceQuery } from '../../src/workflows/messages.ts';
import type { FakeWorld } from '../support/fake-world.ts';
import { orCancelled, passed, planned } from '../support/fake-world.ts';
import { gate, until } from '../support/gate.ts';
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
const progressOf = async (handle: RunHandle) => await handle.query(finishedSinceQuery, 0);

const conditions = [{ type: 'NamespaceContentRemaining', reason: 'SomeResourcesRemain', message: 'configmaps. has 1' }];
const blockers = [
  { kind: 'object', resource: 'configmaps', name: 'orders', finalizers: ['example.com/hold'] },
] as const;

/** Namespaces go when the world lets them; those that do not say why, and what holds them when somebody asks. */
function tellingWhy(world: FakeWorld, asked: AwaitNamespacesGoneInput[]): Partial<Activities> {
  return {
    awaitNamespacesGone: async (input) => {
      asked.push(input);
      const names = input.namespaces.map(({ name }) => name);
      const endMs = Date.now() + input.turnMs;
      for (;;) {
        const gone = world.vanish(names);
        if (gone.length > 0 || Date.now() > endMs) {
          const remaining = names
            .filter((name) => !gone.includes(name))
            .map((name) => ({ name, conditions, ...(input.diagnose?.includes(name) === true ? { blockers } : {}) }));
          return { gone, remaining, clusterReplaced: false };
        }
        await orCancelled(new Promise((resolve) => setTimeout(resolve, 50)));
      }
    },
  };
}

async function failedResultOf(handle: RunHandle): Promise<RunResult> {
  const error = await handle.result().catch((thrown: unknown) => thrown);
  if (!(error instanceof WorkflowFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
  expect(error.cause.type).toBe('Run.Incomplete');
  return error.cause.details?.[0] as RunResult;
}

test('what the cluster says and what holds it is in the result, the report, the query and the Web UI', async () => {
  const world = rig.world(numbered(2));
  world.mayVanish = (name) => !name.includes('-s0-');
  const asked: AwaitNamespacesGoneInput[] = [];
  world.override = tellingWhy(world, asked);
  const handle = await rig.start(world, { stuckAfterMs: 1_000 });
  const result = await failedResultOf(handle);
  const name = result.stuck[0]?.name;
  // Beside it, perhaps, one that was about to go: both are near their time when the machine is slow.
  expect(asked.at(-1)?.diagnose).toContain(name);
  const stuck = [{ reason: 'Namespace.Stuck', conditions, blockers }];
  expect(result).toMatchObject({ totals: { passed: 2 }, namespacesLeft: 1, stuck });
  expect(world.finished).toMatchObject([{ stuck }]);
  expect(await progressOf(handle)).toMatchObject({ stuck });
  const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
  expect(currentDetails).toContain('configmaps/orders: finalizer example.com/hold');
  expect(currentDetails).toContain('NamespaceContentRemaining: configmaps. has 1');
  expect(currentDetails).toMatch(/look: `kubectl get configmaps orders -n muster-s0-\S+ -o yaml`/);
});

test('one namespace that does not go delays no other scenario, and is not looked into before its time', async () => {
  const world = rig.world(numbered(12));
  const asked: AwaitNamespacesGoneInput[] = [];
  world.override = tellingWhy(world, asked);
  let mayGo = false;
  world.mayVanish = (name) => mayGo || !name.includes('-s0-');
  const handle = await rig.start(world, { maxParallel: 1 });
  await until('all others', async () => (await progressOf(handle)).totals.passed === 12);
  expect(await progressOf(handle)).toMatchObject({ phase: 'draining', stuck: [] });
  mayGo = true;
  expect(await handle.result()).toMatchObject({ stuck: [], namespacesLeft: 0 });
  expect(asked.filter(({ diagnose }) => diagnose !== undefined)).toEqual([]);
});

test('a stuck namespace that goes after all is not stuck any more, while the run goes on', async () => {
  const world = rig.world(numbered(2));
  const second = gate();
  let mayGo: readonly string[] = [];
  world.mayVanish = (name) => mayGo.some((part) => name.includes(part));
  world.script = async ({ scenario }) => {
    if (scenario.path === 's1.sh') await orCancelled(second.opened);
    return passed;
  };
  const handle = await rig.start(world, { stuckAfterMs: 5_000 });
  await until('the first to be stuck', async () => (await progressOf(handle)).stuck.length === 1);
  mayGo = ['-s0-'];
  second.open();
  await until('it to go', async () => (await progressOf(handle)).stuck.length === 0);
  expect((await progressOf(handle)).phase).not.toBe('finished');
  mayGo = ['-s0-', '-s1-'];
  expect(await handle.result()).toMatchObject({ stuck: [], namespacesLeft: 0 });
});
