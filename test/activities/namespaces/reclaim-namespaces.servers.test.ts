import { expect, test } from 'vitest';
import { keepNamespace } from '../../../src/activities/namespaces/keep-namespace.ts';
import { reclaimNamespaces } from '../../../src/activities/namespaces/reclaim-namespaces.ts';
import type { KubernetesClient } from '../../../src/kubernetes/index.ts';
import { metadataOf } from '../../../src/kubernetes/index.ts';
import { HOUR_MS, SECOND_MS } from '../../../src/shared/limits.ts';
import type { NamespaceOwner } from '../../../src/shared/namespace.ts';
import { fakeActivity, testCluster, testNamespace, testOwner } from '../../support/cluster.ts';

async function createFor(kubernetes: KubernetesClient, owner: NamespaceOwner) {
  const { name, uid } = await kubernetes.createNamespace(testNamespace(kubernetes, 'reclaim'), metadataOf(owner, 0));
  return { name, uid };
}

test('exactly the namespaces of the execution, or of the run, are found and deleted', async () => {
  const kubernetes = testCluster();
  const reclaim = reclaimNamespaces({ kubernetes, activity: () => fakeActivity() });
  const owner = testOwner();
  const prefix = `muster-${owner.runName}/0a1b2c3d/`;
  const first = await createFor(kubernetes, owner);
  const second = await createFor(kubernetes, { ...owner, workflowId: `${prefix}other.sh` });
  const strangers = [
    await createFor(kubernetes, { ...owner, temporalNamespaceId: 'of-another-installation' }),
    await createFor(kubernetes, { ...owner, workflowId: `muster-${owner.runName}/ffffffff/smoke/ready.sh` }),
  ];
  const { runName, temporalNamespaceId, workflowId } = owner;
  const cluster = await kubernetes.identity();
  const input = { runName, temporalNamespaceId, cluster, workflowIdPrefix: prefix };

  expect(await reclaim({ ...input, workflowId })).toEqual({ found: [first], refused: [], clusterReplaced: false });
  expect(await reclaim({ ...input, workflowIds: [workflowId, 'nobody'] })).toMatchObject({ found: [first] });
  expect(await kubernetes.getNamespace(second.name)).toMatchObject({ terminating: false });

  const { found } = await reclaim(input);
  expect(found).toHaveLength(2);
  expect(found).toEqual(expect.arrayContaining([first, second]));
  expect(await kubernetes.getNamespace(second.name)).toMatchObject({ terminating: true });
  for (const { name } of strangers) expect(await kubernetes.getNamespace(name)).toMatchObject({ terminating: false });
});

test('on another cluster than at the start it says so, and still takes back what was created there since', async () => {
  const kubernetes = testCluster();
  const reclaim = reclaimNamespaces({ kubernetes, activity: () => fakeActivity() });
  const owner = testOwner();
  const name = testNamespace(kubernetes, 'replaced');
  const { uid } = await kubernetes.createNamespace(name, metadataOf(owner, Date.now()));
  const cluster = { ...(await kubernetes.identity()), uid: 'of-the-cluster-before' };
  const { runName, temporalNamespaceId } = owner;
  expect(await reclaim({ runName, temporalNamespaceId, cluster, workflowIdPrefix: 'muster-' })).toEqual({
    found: [{ name, uid }],
    refused: [],
    clusterReplaced: true,
  });
});

test('a kept namespace is told of and left alone until its time is up', async () => {
  const kubernetes = testCluster();
  const owner = testOwner();
  const kept = await createFor(kubernetes, owner);
  const other = await createFor(kubernetes, { ...owner, attempt: 2 });
  const untilMs = Math.ceil((Date.now() + HOUR_MS) / SECOND_MS) * SECOND_MS;
  const keep = keepNamespace({ kubernetes, activity: () => fakeActivity() });
  expect(await keep({ ...kept, untilMs })).toEqual({ kept: true });

  const { runName, temporalNamespaceId, scenario } = owner;
  const cluster = await kubernetes.identity();
  const input = { runName, temporalNamespaceId, cluster, workflowIdPrefix: `muster-${runName}/0a1b2c3d/` };
  const now = reclaimNamespaces({ kubernetes, activity: () => fakeActivity() });
  expect(await now(input)).toMatchObject({ found: [other], kept: [{ ...kept, scenario, untilMs }] });
  expect(await kubernetes.getNamespace(kept.name)).toMatchObject({ terminating: false });

  const later = reclaimNamespaces({ kubernetes, activity: () => fakeActivity(), now: () => untilMs });
  const { found, kept: keptLater } = await later(input);
  expect(found).toEqual(expect.arrayContaining([kept]));
  expect(keptLater).toBeUndefined();
  expect(await kubernetes.getNamespace(kept.name)).toMatchObject({ terminating: true });
});
