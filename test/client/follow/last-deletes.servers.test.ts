import { inject, expect, test } from 'vitest';
import { sendLastDeletes } from '../../../src/client/follow/last-deletes.ts';
import type { Invocation } from '../../../src/client/invocation.ts';
import type { RunCluster } from '../../../src/client/start/run-memo.ts';
import type { RunIdentity } from '../../../src/client/start/start-run.ts';
import { loadCluster, metadataOf } from '../../../src/kubernetes/index.ts';
import { HOUR_MS } from '../../../src/shared/limits.ts';
import { scenarioWorkflowIdOf } from '../../../src/shared/names.ts';
import { testCluster, testNamespace, testOwner } from '../../support/cluster.ts';

test('who leaves first deletes what its very run has left, and nothing that is kept', async () => {
  const kubernetes = testCluster();
  const { runName } = testOwner();
  const run = { runName, workflowId: `muster-${runName}`, runId: 'run-1' } as unknown as RunIdentity;
  async function create(runId: string, path: string) {
    const workflowId = scenarioWorkflowIdOf(run.workflowId, runId, path);
    const metadata = metadataOf(testOwner({ runName, workflowId }), Date.now() + HOUR_MS);
    return await kubernetes.createNamespace(testNamespace(kubernetes, 'last'), metadata);
  }
  const own = await create('run-1', 'a.sh');
  const kept = await create('run-1', 'b.sh');
  const earlier = await create('run-0', 'a.sh');
  await kubernetes.keepNamespace(kept, Date.now() + HOUR_MS);

  const kubeconfigPath = inject('kubeconfigPath');
  const { context, server } = loadCluster({ kubeconfigPath }, {});
  const cluster: RunCluster = { kind: 'kubeconfig', kubeconfigPath, context, server };
  await sendLastDeletes({ env: {} } as Invocation, cluster, run);

  const isGoing = async (name: string) => (await kubernetes.getNamespace(name))?.terminating ?? true;
  expect(await isGoing(own.name)).toBe(true);
  expect([await isGoing(kept.name), await isGoing(earlier.name)]).toEqual([false, false]);
});
