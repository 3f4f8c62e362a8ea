import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Activities } from '../../src/activities/index.ts';
import { createActivities } from '../../src/activities/index.ts';
import { connectCluster, loadCluster } from '../../src/kubernetes/index.ts';
import type { KubernetesClient } from '../../src/kubernetes/index.ts';
import { startSupervisor, type Supervisor } from '../../src/supervisor/index.ts';
import type { WorkflowRig } from '../support/workflow-rig.ts';
import { startWorkflowRig } from '../support/workflow-rig.ts';

/** Real workflows, real activities, a real cluster; a test may put something in front of one activity. */
let rig: WorkflowRig;
let kubernetes: KubernetesClient;
let supervisor: Supervisor;
let inFront: Partial<Activities> = {};
const dir = mkdtempSync(join(tmpdir(), 'muster-real-'));

beforeAll(async () => {
  kubernetes = connectCluster(loadCluster({ kubeconfigPath: inject('kubeconfigPath') }, {}));
  const env = { PATH: process.env['PATH'] };
  supervisor = startSupervisor();
  const real = createActivities({ kubernetes, supervisor, rootDir: dir, env, toolsDir: inject('toolsDir') });
  const activities: Activities = {
    ...real,
    createNamespace: async (input) => await (inFront.createNamespace ?? real.createNamespace)(input),
  };
  rig = await startWorkflowRig(inject('temporalAddress'), activities);
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  kubernetes.close();
  supervisor.close();
  rmSync(dir, { recursive: true, force: true });
});

const scenarios = ['a.sh', 'b.sh', 'c.sh'];
for (const name of scenarios) writeFileSync(join(dir, name), 'kubectl get namespace "$1"');

test('names that strangers have taken cost a new name: the run passes and the strangers stay', async () => {
  const real = createActivities({ kubernetes, supervisor, rootDir: dir, env: {} });
  const taken: string[] = [];
  inFront = {
    createNamespace: async (input) => {
      if (input.owner.attempt === 1 && input.owner.scenario !== 'c.sh' && !taken.includes(input.name)) {
        taken.push(input.name);
        await kubernetes.createNamespace(input.name, { labels: { owner: 'stranger' }, annotations: {} });
      }
      return await real.createNamespace(input);
    },
  };
  const resultsDir = join(dir, 'taken');
  const handle = await rig.client.workflow.start('runWorkflow', {
    workflowId: `muster-taken-${process.pid}`,
    taskQueue: rig.taskQueue,
    args: [{ scenariosDir: dir, resultsDir }],
  });
  expect(await handle.result()).toMatchObject({ totals: { passed: 3, flaky: 0 }, namespacesLeft: 0 });
  expect(taken).toHaveLength(2);
  for (const name of taken) {
    const stranger = await kubernetes.getNamespace(name);
    expect(stranger).toMatchObject({ terminating: false });
    await kubernetes.deleteNamespace({ name, uid: stranger?.uid ?? '' });
  }
});
