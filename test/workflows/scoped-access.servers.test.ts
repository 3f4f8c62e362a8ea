import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { temporal } from '@temporalio/proto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createActivities } from '../../src/activities/index.ts';
import { connectCluster, loadCluster } from '../../src/kubernetes/index.ts';
import type { KubernetesClient } from '../../src/kubernetes/index.ts';
import { scenarioWorkflowIdOf } from '../../src/shared/names.ts';
import { startSupervisor, type Supervisor } from '../../src/supervisor/index.ts';
import type { WorkflowRig } from '../support/workflow-rig.ts';
import { startWorkflowRig } from '../support/workflow-rig.ts';

/** Real workflows, real activities, a real cluster. */
let rig: WorkflowRig;
let kubernetes: KubernetesClient;
let supervisor: Supervisor;
const dir = mkdtempSync(join(tmpdir(), 'muster-scoped-'));

beforeAll(async () => {
  kubernetes = connectCluster(loadCluster({ kubeconfigPath: inject('kubeconfigPath') }, {}));
  supervisor = startSupervisor();
  const env = { PATH: `${inject('toolsDir')}${delimiter}${process.env['PATH'] ?? ''}` };
  rig = await startWorkflowRig(
    inject('temporalAddress'),
    createActivities({ kubernetes, supervisor, rootDir: dir, env }),
  );
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
  kubernetes.close();
  supervisor.close();
  rmSync(dir, { recursive: true, force: true });
});

const { History } = temporal.api.history.v1;

test('a scoped token reaches its script and no history, log or result', async () => {
  const tokenCopy = join(dir, 'token-copy');
  writeFileSync(
    join(dir, 'tells.sh'),
    `token=\${KUBECONFIG%/*}/token; cp "$token" ${tokenCopy}; cat "$token" "$KUBECONFIG"; kubectl get nodes`,
  );
  const resultsDir = join(dir, 'results');
  const workflowId = `muster-scoped-${process.pid}`;
  const handle = await rig.client.workflow.start('runWorkflow', {
    workflowId,
    taskQueue: rig.taskQueue,
    args: [{ scenariosDir: dir, resultsDir, access: 'namespace' }],
  });
  await expect(handle.result()).rejects.toThrow('Workflow execution failed');

  const token = readFileSync(tokenCopy, 'utf8');
  const [, payload = ''] = token.split('.');
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
    sub: expect.stringMatching(/^system:serviceaccount:muster-tells-\w+:muster-scenario$/) as string,
  });
  const childId = scenarioWorkflowIdOf(workflowId, handle.firstExecutionRunId, 'tells.sh');
  for (const id of [workflowId, childId]) {
    const history = await rig.client.workflow.getHandle(id).fetchHistory();
    const bytes = Buffer.from(History.encode(history).finish());
    expect(bytes.includes('tells.sh'), id).toBe(true);
    for (const secret of [token, payload]) expect(bytes.includes(secret), id).toBe(false);
  }
  const result = readFileSync(join(resultsDir, 'tells.json'), 'utf8');
  expect(result).toContain('refused outside its namespace (list nodes at the cluster scope)');
  expect(JSON.parse(result)).toMatchObject({ status: 'failed', reason: 'access-denied' });
  expect(result).not.toContain(payload);
  expect(readFileSync(join(resultsDir, 'tells.log'), 'utf8')).not.toContain(payload);
});
