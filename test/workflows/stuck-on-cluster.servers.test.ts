import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import type { Activities } from '../../src/activities/index.ts';
import { createActivities } from '../../src/activities/index.ts';
import type { KubernetesClient } from '../../src/kubernetes/index.ts';
import { connectCluster, loadCluster } from '../../src/kubernetes/index.ts';
import type { RunInput } from '../../src/shared/run-input.ts';
import type { RunResult } from '../../src/shared/run-progress.ts';
import type { RunReport } from '../../src/shared/run-report.ts';
import { startSupervisor, type Supervisor } from '../../src/supervisor/index.ts';
import { temporaryDir, testCluster, testNamespace } from '../support/cluster.ts';
import { releaseConfigMap, releasePod } from '../support/contents.ts';
import { kubeconfigOfAccount } from '../support/service-account.ts';
import type { WorkflowRig } from '../support/workflow-rig.ts';
import { startWorkflowRig } from '../support/workflow-rig.ts';

/** Real workflows, real activities, a real cluster; a test chooses with which activities. */
let rig: WorkflowRig;
let supervisor: Supervisor;
let admin: KubernetesClient;
let current: Activities;
const dir = mkdtempSync(join(tmpdir(), 'muster-stuck-'));

function activitiesOn(kubernetes: KubernetesClient): Activities {
  const env = { PATH: process.env['PATH'] };
  return createActivities({ kubernetes, supervisor, rootDir: dir, env, toolsDir: inject('toolsDir') });
}

beforeAll(async () => {
  supervisor = startSupervisor();
  admin = connectCluster(loadCluster({ kubeconfigPath: inject('kubeconfigPath') }, {}));
  current = activitiesOn(admin);
  const names = Object.keys(current) as (keyof Activities)[];
  const chosen = names.map((name) => [
    name,
    async (input: never) => await (current[name] as (input: never) => Promise<unknown>)(input),
  ]);
  rig = await startWorkflowRig(inject('temporalAddress'), Object.fromEntries(chosen) as Activities);
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  admin.close();
  supervisor.close();
  rmSync(dir, { recursive: true, force: true });
});

async function incompleteRun(name: string, input: RunInput): Promise<{ result: RunResult; report: RunReport }> {
  const resultsDir = join(dir, `results-${name}`);
  const handle = await rig.client.workflow.start('runWorkflow', {
    workflowId: `muster-${name}-${process.pid}`,
    taskQueue: rig.taskQueue,
    args: [{ ...input, resultsDir }],
  });
  const error = await handle.result().catch((thrown: unknown) => thrown);
  if (!(error instanceof WorkflowFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
  expect(error.cause.type).toBe('Run.Incomplete');
  const report = JSON.parse(readFileSync(join(resultsDir, '.muster', 'run.json'), 'utf8')) as RunReport;
  const aggregated = JSON.parse(readFileSync(join(resultsDir, 'aggregated.json'), 'utf8')) as object;
  expect(aggregated).toMatchObject({ stuck_namespaces: report.stuck });
  return { result: error.cause.details?.[0] as RunResult, report };
}

function scenarios(files: Readonly<Record<string, string>>): string {
  const scenariosDir = mkdtempSync(join(dir, 'scenarios-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(scenariosDir, name), text);
  return scenariosDir;
}

const object = (kind: string, spec: object) =>
  JSON.stringify({ apiVersion: 'v1', kind, metadata: { name: 'held', finalizers: ['muster.test/hold'] }, ...spec });
const pod = object('Pod', {
  spec: { schedulerName: 'nobody', containers: [{ name: 'main', image: 'none.invalid/x' }] },
});

test('a finalizer on a ConfigMap or a pod: the slot is freed, the run goes on and ends with the truth', async () => {
  const real = activitiesOn(admin);
  // Sixty seconds in the world outside.
  current = {
    ...real,
    deleteNamespace: async (input) => await real.deleteNamespace({ ...input, podsTimeoutMs: 1_000 }),
  };
  const scenariosDir = scenarios({
    'a-pod.sh': `echo '${pod}' | kubectl create -f -`,
    'b-map.sh': `echo '${object('ConfigMap', {})}' | kubectl create -f -`,
    'c-nothing.sh': 'true',
  });
  const { result, report } = await incompleteRun('held', { scenariosDir, maxParallel: 1, stuckAfterMs: 10_000 });
  onTestFinished(async () => {
    for (const { name, blockers = [] } of result.stuck) {
      const [blocker] = blockers;
      if (blocker?.kind !== 'object') continue;
      await (blocker.resource === 'pods' ? releasePod : releaseConfigMap)(name, blocker.name);
    }
  });
  expect(result).toMatchObject({ totals: { total: 3, passed: 3 }, namespacesLeft: 2 });
  expect(result.stuck.map(({ reason, blockers }) => ({ reason, blockers }))).toEqual(
    ['pods', 'configmaps'].map((resource) => ({
      reason: 'Namespace.Stuck',
      blockers: [{ kind: 'object', resource, name: 'held', finalizers: ['muster.test/hold'] }],
    })),
  );
  const map = result.stuck.at(-1);
  expect(map?.conditions.map(({ type }) => type)).toContain('NamespaceFinalizersRemaining');
  expect(report.stuck).toEqual(result.stuck);
  // Nobody has touched what the finalizers wait for.
  for (const { name } of result.stuck) expect(await admin.getNamespace(name)).toMatchObject({ terminating: true });
});

test('a deletion that is forbidden: every namespace is reported with what the server answered', async () => {
  const place = testNamespace(admin, 'account');
  await admin.createNamespace(place, { labels: {}, annotations: {} });
  const kubectl = async (...args: string[]) =>
    await execa(join(inject('toolsDir'), 'kubectl'), ['--kubeconfig', inject('kubeconfigPath'), ...args]);
  const role = `muster-no-delete-${process.pid}`;
  await kubectl('create', 'serviceaccount', 'runner', '-n', place);
  await kubectl('create', 'clusterrole', role, '--verb=create,get,list,watch', '--resource=*.*');
  onTestFinished(async () => void (await kubectl('delete', 'clusterrole,clusterrolebinding', role)));
  await kubectl('create', 'clusterrolebinding', role, `--clusterrole=${role}`, `--serviceaccount=${place}:runner`);
  current = activitiesOn(testCluster(await kubeconfigOfAccount(place, 'runner', temporaryDir())));

  const scenariosDir = scenarios({ 'a.sh': 'true', 'b.sh': 'true' });
  const { result } = await incompleteRun('forbidden', { scenariosDir, preflight: false });
  onTestFinished(async () => {
    for (const { name, uid = '' } of result.stuck) await admin.deleteNamespace({ name, uid });
  });
  expect(result).toMatchObject({ totals: { passed: 2 }, namespacesLeft: 2 });
  for (const stuck of result.stuck) {
    expect(stuck).toMatchObject({ reason: 'Cluster.Forbidden', conditions: [{ reason: 'DeleteRefused' }] });
    expect(stuck.conditions[0]?.message).toContain(`namespaces "${stuck.name}" is forbidden`);
    expect(await admin.getNamespace(stuck.name)).toMatchObject({ terminating: false });
  }
});
