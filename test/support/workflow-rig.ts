import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Activities } from '../../src/activities/index.ts';
import { runWorkflowIdOf } from '../../src/shared/names.ts';
import type { PlannedScenario } from '../../src/shared/plan.ts';
import type { RunInput } from '../../src/shared/run-input.ts';
import { taskQueuesOf } from '../../src/shared/task-queues.ts';
import type { runWorkflow } from '../../src/workflows/run/run.ts';
import { fakeShardActivities } from './fake-shards.ts';
import type { FakeNamespace } from './fake-world.ts';
import { FakeWorld, orCancelled } from './fake-world.ts';

export type RunHandle = WorkflowHandleWithFirstExecutionRunId<typeof runWorkflow>;

/**
 * Real workflows on a real Temporal: one worker for all tests of a file. Its activities are fakes that look up one world
 * per run, unless others are given.
 */
export interface WorkflowRig extends AsyncDisposable {
  readonly client: Client;
  readonly taskQueue: string;
  world(scenarios: readonly PlannedScenario[]): FakeWorld;
  start(world: FakeWorld, input?: RunInput): Promise<RunHandle>;
}

export async function startWorkflowRig(address: string, activities?: Activities): Promise<WorkflowRig> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const taskQueue = `rig-${randomUUID()}`;
  const worlds = new Map<string, FakeWorld>();
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const client = new Client({ connection });
  const workers = await createWorkers(native, taskQueue, activities ?? fakeActivities(worlds, client));
  const running = Promise.all(workers.map((worker) => worker.run()));
  return {
    client,
    taskQueue,
    world(scenarios) {
      const world = new FakeWorld(`rig-${randomUUID().slice(0, 8)}`, scenarios);
      worlds.set(world.runName, world);
      return world;
    },
    async start(world, input = {}) {
      return await client.workflow.start<typeof runWorkflow>('runWorkflow', {
        workflowId: runWorkflowIdOf(world.runName),
        taskQueue,
        args: [{ scenariosDir: world.runName, ...input }],
      });
    },
    async [Symbol.asyncDispose]() {
      for (const worker of workers) worker.shutdown();
      await running;
      await native.close();
      await connection.close();
    },
  };
}

async function createWorkers(connection: NativeConnection, taskQueue: string, activities: Activities) {
  const workflowsPath = fileURLToPath(new URL('../../src/workflows', import.meta.url));
  const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  const queues = taskQueuesOf(taskQueue);
  const common = { connection, shutdownGraceTime: 0, maxHeartbeatThrottleInterval: 200 };
  return await Promise.all([
    Worker.create({ ...common, taskQueue: queues.workflows, workflowBundle, activities }),
    Worker.create({ ...common, taskQueue: queues.scripts, activities }),
    Worker.create({ ...common, taskQueue: queues.kubernetes, activities }),
    Worker.create({ ...common, taskQueue: queues.waits, activities }),
  ]);
}

function fakeActivities(worlds: ReadonlyMap<string, FakeWorld>, client: Client): Activities {
  const of = (runName: string): FakeWorld => {
    const world = worlds.get(runName);
    if (world === undefined) throw new Error(`no world for ${runName}`);
    return world;
  };
  const worldOfNamespace = (name: string): FakeWorld => {
    const world = [...worlds.values()].find(({ namespaces }) => namespaces.has(name));
    if (world === undefined) throw new Error(`no world has ${name}`);
    return world;
  };
  const plain = (world: FakeWorld): Activities => ({
    planRun: async (input) => await Promise.resolve(world.plan(input)),
    ...fakeShardActivities(world, client),
    createNamespace: async ({ name, owner }) => await Promise.resolve(world.create(name, owner)),
    runScenario: async (input) => await world.run(input),
    collectDiagnostics: async ({ scenario, attempt }) => await Promise.resolve(world.diagnose(scenario.path, attempt)),
    deleteNamespace: async ({ name, owner }) => await Promise.resolve(world.delete(name, owner)),
    keepNamespace: async ({ name, untilMs }) => await Promise.resolve({ kept: world.keep(name, untilMs) }),
    awaitNamespacesGone: async ({ namespaces, turnMs, gatherMs = 0 }) => {
      const names = namespaces.map((namespace) => namespace.name);
      const deadlineMs = Date.now() + turnMs;
      for (;;) {
        let gone = world.vanish(names);
        if (gone.length > 0 && gatherMs > 0) {
          await orCancelled(new Promise((resolve) => setTimeout(resolve, Math.min(gatherMs, deadlineMs - Date.now()))));
          gone = world.vanish(names);
        }
        if (gone.length > 0 || Date.now() > deadlineMs) {
          const remaining = names.filter((name) => !gone.includes(name)).map((name) => ({ name, conditions: [] }));
          return { gone, remaining, clusterReplaced: false };
        }
        await orCancelled(new Promise((resolve) => setTimeout(resolve, 50)));
      }
    },
    reclaimNamespaces: async ({ workflowId, workflowIds }) => {
      const wanted = workflowIds ?? (workflowId === undefined ? undefined : [workflowId]);
      world.log.push(wanted === undefined ? 'listed' : 'reclaimed');
      const ours = [...world.namespaces].filter(([, { owner }]) => wanted?.includes(owner.workflowId) ?? true);
      const isKept = ({ deleting, keptUntilMs = 0 }: FakeNamespace) => !deleting && keptUntilMs > Date.now();
      const found = ours.filter(([, namespace]) => !isKept(namespace));
      const kept = ours.flatMap(([name, namespace]) => {
        const { uid, owner, keptUntilMs = 0 } = namespace;
        return isKept(namespace) ? [{ name, uid, scenario: owner.scenario, untilMs: keptUntilMs }] : [];
      });
      for (const [, namespace] of found) namespace.deleting = true;
      return await Promise.resolve({
        found: found.map(([name, { uid }]) => ({ name, uid })),
        refused: [],
        ...(kept.length === 0 ? {} : { kept }),
        clusterReplaced: false,
      });
    },
    writeResults: async ({ scenarios }) => {
      world.written.push(...scenarios);
      return await Promise.resolve();
    },
    finishRun: async ({ header }) => {
      world.finished.push(header);
      return await Promise.resolve();
    },
    sweepOrphans: async () => await Promise.resolve({ examinedCount: 0, deleted: [], refused: [] }),
  });
  const inWorld = (world: FakeWorld): Activities => ({ ...plain(world), ...world.override });
  return {
    planRun: async (input) => await inWorld(of(input.scenariosDir ?? '')).planRun(input),
    // Each world's plan has its name for a digest.
    readShardPlan: async (input) => await inWorld(of(input.planDigest)).readShardPlan(input),
    sealShard: async (input) => await inWorld(of(input.settings.scenariosDir)).sealShard(input),
    adoptShard: async (input) => await inWorld(of(input.runName)).adoptShard(input),
    createNamespace: async (input) => await inWorld(of(input.owner.runName)).createNamespace(input),
    runScenario: async (input) => await inWorld(of(input.runName)).runScenario(input),
    collectDiagnostics: async (input) => await inWorld(worldOfNamespace(input.namespace)).collectDiagnostics(input),
    deleteNamespace: async (input) => await inWorld(of(input.owner.runName)).deleteNamespace(input),
    keepNamespace: async (input) => await inWorld(worldOfNamespace(input.name)).keepNamespace(input),
    awaitNamespacesGone: async (input) => await inWorld(of(input.cluster.uid)).awaitNamespacesGone(input),
    reclaimNamespaces: async (input) => await inWorld(of(input.runName)).reclaimNamespaces(input),
    writeResults: async (input) => await inWorld(of(input.runName)).writeResults(input),
    finishRun: async (input) => await inWorld(of(input.header.runName)).finishRun(input),
    sweepOrphans: async () => await Promise.resolve({ examinedCount: 0, deleted: [], refused: [] }),
  };
}
