import { expect, inject, onTestFinished, test } from 'vitest';
import { awaitNamespacesGone } from '../../../src/activities/namespaces/await-namespaces-gone.ts';
import type { KubernetesClient } from '../../../src/kubernetes/index.ts';
import { loadCluster, metadataOf } from '../../../src/kubernetes/index.ts';
import type { NamespaceRef } from '../../../src/shared/namespace.ts';
import { fakeActivity, kubeconfigVia, testCluster, testNamespace, testOwner } from '../../support/cluster.ts';
import { createConfigMap, releaseConfigMap } from '../../support/contents.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';

const TURN_MS = 30_000;

async function createOne(kubernetes: KubernetesClient): Promise<Required<NamespaceRef>> {
  const name = testNamespace(kubernetes, 'gone');
  const { uid } = await kubernetes.createNamespace(name, metadataOf(testOwner(), Date.now() + 3_600_000));
  return { name, uid };
}

function activityOn(kubernetes: KubernetesClient) {
  const activity = fakeActivity();
  return { activity, awaitGone: awaitNamespacesGone({ kubernetes, activity: () => activity }) };
}

test('it answers with the first that is gone and leaves the others', async () => {
  const kubernetes = testCluster();
  const cluster = await kubernetes.identity();
  const { activity, awaitGone } = activityOn(kubernetes);
  const [going, staying] = [await createOne(kubernetes), await createOne(kubernetes)];
  await kubernetes.deleteNamespace(going);
  expect(await awaitGone({ namespaces: [going, staying], cluster, turnMs: TURN_MS })).toEqual({
    gone: [going.name],
    remaining: [{ name: staying.name, conditions: [] }],
    clusterReplaced: false,
  });
  expect(await kubernetes.getNamespace(going.name)).toBeUndefined();
  expect(activity.heartbeatCount()).toBeGreaterThan(1);
});

test('nothing gone in the turn: what remains says why', async () => {
  const kubernetes = testCluster();
  const cluster = await kubernetes.identity();
  const held = await createOne(kubernetes);
  await createConfigMap(held.name, 'held', ['muster.test/hold']);
  await kubernetes.deleteNamespace(held);
  const { awaitGone } = activityOn(kubernetes);
  await expect
    .poll(async () => (await awaitGone({ namespaces: [held], cluster, turnMs: 500 })).remaining, { timeout: 60_000 })
    .toMatchObject([{ name: held.name, conditions: expect.arrayContaining([finalizersRemain]) as unknown }]);
  await releaseConfigMap(held.name, 'held');
  expect((await awaitGone({ namespaces: [held], cluster, turnMs: TURN_MS })).gone).toEqual([held.name]);
});

const finalizersRemain = expect.objectContaining({ type: 'NamespaceFinalizersRemaining' }) as unknown;

test('another cluster behind the same address means that all are gone', async () => {
  const kubernetes = testCluster();
  const identity = await kubernetes.identity();
  const there = await createOne(kubernetes);
  const { awaitGone } = activityOn(kubernetes);
  const cluster = { ...identity, uid: 'of-the-cluster-before' };
  expect(await awaitGone({ namespaces: [there], cluster, turnMs: 100 })).toEqual({
    gone: [there.name],
    remaining: [],
    clusterReplaced: true,
  });
});

test('a cluster that is away fails the turn only when it is over, and retryably', async () => {
  const { port } = new URL(loadCluster({ kubeconfigPath: inject('kubeconfigPath') }, {}).server);
  const proxy = await startTcpProxy(Number(port));
  const direct = testCluster();
  const cluster = await direct.identity();
  const { awaitGone } = activityOn(testCluster(kubeconfigVia(proxy.port)));
  const going = await createOne(direct);
  proxy.refuse(true);
  await expect(awaitGone({ namespaces: [going], cluster, turnMs: 300 })).rejects.toMatchObject({
    type: 'Cluster.Unavailable',
    retryable: true,
  });
  const turn = awaitGone({ namespaces: [going], cluster, turnMs: TURN_MS });
  await direct.deleteNamespace(going);
  proxy.refuse(false);
  expect((await turn).gone).toEqual([going.name]);
});

test('nothing to wait for is answered without a request', async () => {
  const kubernetes = testCluster();
  const cluster = { uid: 'u', server: 's', context: 'c' };
  const { awaitGone } = activityOn(kubernetes);
  expect(await awaitGone({ namespaces: [], cluster, turnMs: TURN_MS })).toMatchObject({ gone: [], remaining: [] });
  expect(kubernetes.apiCallCount()).toBe(0);
});

test('a cancellation ends it with its own reason', async () => {
  const kubernetes = testCluster();
  const there = await createOne(kubernetes);
  const { activity, awaitGone } = activityOn(kubernetes);
  const turn = awaitGone({ namespaces: [there], cluster: await kubernetes.identity(), turnMs: TURN_MS });
  const reason = new Error('cancelled');
  activity.cancel(reason);
  await expect(turn).rejects.toBe(reason);
});

test('what holds a namespace is looked for at the end of the turn, and only of those that were asked for', async () => {
  const kubernetes = testCluster();
  const cluster = await kubernetes.identity();
  const [held, other] = [await createOne(kubernetes), await createOne(kubernetes)];
  await createConfigMap(held.name, 'orders', ['muster.test/hold']);
  onTestFinished(() => releaseConfigMap(held.name, 'orders'));
  await kubernetes.deleteNamespace(held);
  const { awaitGone } = activityOn(kubernetes);
  const look = { namespaces: [held, other], cluster, turnMs: 500, diagnose: [held.name] };
  await expect
    .poll(async () => (await awaitGone(look)).remaining, { timeout: 60_000 })
    .toEqual([
      {
        name: held.name,
        conditions: expect.arrayContaining([finalizersRemain]) as unknown,
        blockers: [{ kind: 'object', resource: 'configmaps', name: 'orders', finalizers: ['muster.test/hold'] }],
      },
      { name: other.name, conditions: [] },
    ]);
  const callCount = kubernetes.apiCallCount();
  await kubernetes.deleteNamespace(other);
  expect(await awaitGone({ ...look, turnMs: TURN_MS })).toMatchObject({ gone: [other.name] });
  // Whoever is gone is told at once: no diagnosis of another stands before it.
  expect(kubernetes.apiCallCount() - callCount).toBeLessThan(20);
});
