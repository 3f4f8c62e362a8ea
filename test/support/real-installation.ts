import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkerOptions,
  type WorkflowBundle,
} from '@temporalio/worker';
import { inject } from 'vitest';
import { currentActivity } from '../../src/activities/activity-context.ts';
import { createActivities, type Activities, type SweepResult } from '../../src/activities/index.ts';
import { sweepOrphans } from '../../src/activities/sweep/sweep-orphans.ts';
import { currentTemporalServer } from '../../src/activities/temporal-server.ts';
import { connectCluster, loadCluster, ownerOf, runSelector } from '../../src/kubernetes/index.ts';
import type { KubernetesClient, NamespaceRecord } from '../../src/kubernetes/index.ts';
import { runWorkflowIdOf, scenarioWorkflowIdOf } from '../../src/shared/names.ts';
import type { RunInput } from '../../src/shared/run-input.ts';
import { startSupervisor } from '../../src/supervisor/index.ts';
import { workerOptionsOf } from '../../src/worker/create-workers.ts';
import type { runWorkflow } from '../../src/workflows/run/run.ts';
import { until } from './gate.ts';
import type { RunHandle } from './workflow-rig.ts';

/** A run whose scripts have started and wait for the gate. */
export interface LiveRun {
  readonly runName: string;
  readonly handle: RunHandle;
  readonly scenarioIds: readonly string[];
  /** Lets the scripts end. */
  open(): void;
  /** Its namespaces that are there now, also those that are being deleted. */
  namespaces(): Promise<readonly NamespaceRecord[]>;
}

/** One Temporal with real workers of ours on a real cluster. Only the janitor's clock can be set ahead. */
export interface RealInstallation extends AsyncDisposable {
  readonly client: Client;
  readonly kubernetes: KubernetesClient;
  /** The UUID of its Temporal namespace. */
  readonly temporalNamespaceId: string;
  /** Starts a run of so many scenarios; resolves when every script runs. */
  startLiveRun(scenarioCount: number, input?: RunInput): Promise<LiveRun>;
  /** One sweep of its janitor by a worker, as if it were so much later. */
  sweep(aheadMs: number): Promise<SweepResult>;
  /** From here on no workflow runs code; activities go on. */
  stopWorkflows(): Promise<void>;
  resumeWorkflows(): Promise<void>;
}

let bundle: Promise<WorkflowBundle> | undefined;

/** One per process: Temporal's runtime and the bundle are shared by all installations of a test file. */
async function workflowBundleOnce(): Promise<WorkflowBundle> {
  const logger = new DefaultLogger('ERROR');
  if (bundle === undefined) Runtime.install({ logger });
  const workflowsPath = fileURLToPath(new URL('../../src/workflows', import.meta.url));
  bundle ??= bundleWorkflowCode({ workflowsPath, logger });
  return await bundle;
}

export async function startInstallation(address: string, kubeconfigPath: string): Promise<RealInstallation> {
  const workflowBundle = await workflowBundleOnce();
  const taskQueue = `installation-${randomUUID()}`;
  const dir = mkdtempSync(join(tmpdir(), 'muster-installation-'));
  const kubernetes = connectCluster(loadCluster({ kubeconfigPath }, {}));
  const supervisor = startSupervisor();
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const client = new Client({ connection });
  const clock = { aheadMs: 0 };
  const activities = activitiesOf(kubernetes, supervisor, dir, clock);
  const parts = { connection: native, temporalNamespace: 'default', taskQueue, activities, scriptSlots: 10 };
  const [whole, ...others] = workerOptionsOf(parts).map((options) => quick(options, workflowBundle));
  // Apart, so that nobody decides while scripts, creates and deletes go on.
  const { activities: effects = {}, workflowBundle: _, ...place } = whole as WorkerOptions;
  const running = await Promise.all([...others, { ...place, activities: effects }].map(runWorker));
  const workflows = { ...place, workflowBundle };
  let deciding: RunningWorker | undefined = await runWorker(workflows);
  const { namespaceInfo } = await client.workflowService.describeNamespace({ namespace: 'default' });
  return {
    client,
    kubernetes,
    temporalNamespaceId: namespaceInfo?.id ?? '',
    startLiveRun: async (count, input) => await startLiveRun({ client, kubernetes, taskQueue, dir }, count, input),
    async sweep(aheadMs) {
      clock.aheadMs = aheadMs;
      const workflowId = `sweep-${randomUUID()}`;
      return (await client.workflow.execute('janitorWorkflow', { workflowId, taskQueue })) as SweepResult;
    },
    async stopWorkflows() {
      await deciding?.stop();
      deciding = undefined;
    },
    async resumeWorkflows() {
      deciding ??= await runWorker(workflows);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([deciding, ...running].map(async (worker) => await worker?.stop()));
      supervisor.close();
      kubernetes.close();
      await native.close();
      await connection.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function activitiesOf(
  kubernetes: KubernetesClient,
  supervisor: ReturnType<typeof startSupervisor>,
  rootDir: string,
  clock: { readonly aheadMs: number },
): Activities {
  const env = { PATH: process.env['PATH'] };
  return {
    ...createActivities({ kubernetes, supervisor, rootDir, env, toolsDir: inject('toolsDir') }),
    sweepOrphans: sweepOrphans({
      kubernetes,
      activity: currentActivity,
      temporalServer: currentTemporalServer(),
      now: () => Date.now() + clock.aheadMs,
    }),
  };
}

function quick(options: WorkerOptions, workflowBundle: WorkflowBundle): WorkerOptions {
  const soon = { ...options, shutdownGraceTime: 0, maxHeartbeatThrottleInterval: 200 };
  return soon.workflowBundle === undefined ? soon : { ...soon, workflowBundle };
}

interface RunningWorker {
  stop(): Promise<void>;
}

async function runWorker(options: WorkerOptions): Promise<RunningWorker> {
  const worker = await Worker.create(options);
  const run = worker.run();
  return {
    async stop() {
      worker.shutdown();
      await run;
    },
  };
}

interface Surroundings {
  readonly client: Client;
  readonly kubernetes: KubernetesClient;
  readonly taskQueue: string;
  readonly dir: string;
}

async function startLiveRun(
  { client, kubernetes, taskQueue, dir }: Surroundings,
  scenarioCount: number,
  input: RunInput = {},
): Promise<LiveRun> {
  const runName = `live-${randomUUID().slice(0, 8)}`;
  const scenariosDir = join(dir, runName);
  const meeting = join(dir, `${runName}-meeting`);
  const gate = join(dir, `${runName}-gate`);
  mkdirSync(scenariosDir);
  mkdirSync(meeting);
  const paths = Array.from({ length: scenarioCount }, (_, index) => `s${index}.sh`);
  for (const path of paths) {
    const script = `touch ${meeting}/$SCENARIO-$ATTEMPT\nuntil test -e ${gate}; do sleep 0.1; done\n`;
    writeFileSync(join(scenariosDir, path), script);
  }
  const handle = await client.workflow.start<typeof runWorkflow>('runWorkflow', {
    workflowId: runWorkflowIdOf(runName),
    taskQueue,
    args: [{ scenariosDir, resultsDir: join(dir, `${runName}-results`), ...input }],
  });
  await until(`${scenarioCount} scripts`, () => existsSync(meeting) && readdirSync(meeting).length === scenarioCount);
  return {
    runName,
    handle,
    scenarioIds: paths.map((path) => scenarioWorkflowIdOf(handle.workflowId, handle.firstExecutionRunId, path)),
    open: () => writeFileSync(gate, ''),
    async namespaces() {
      const records = await kubernetes.listNamespaces({ labelSelector: runSelector(runName) });
      return records.filter((record) => ownerOf(record)?.runName === runName);
    },
  };
}
