import { expect, inject, test } from 'vitest';
import type { KubernetesClient } from '../../../src/kubernetes/index.ts';
import { loadCluster, metadataOf } from '../../../src/kubernetes/index.ts';
import { HOUR_MS } from '../../../src/shared/limits.ts';
import type { NamespaceRef } from '../../../src/shared/namespace.ts';
import { fakeActivity, kubeconfigVia, testCluster, testNamespace, testOwner } from '../../support/cluster.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';

const LONG = { timeoutMs: 60_000 };

async function createOne(kubernetes: KubernetesClient): Promise<Required<NamespaceRef>> {
  const name = testNamespace(kubernetes, 'watch');
  const { uid } = await kubernetes.createNamespace(name, metadataOf(testOwner(), Date.now() + HOUR_MS));
  return { name, uid };
}

function apiPort(): number {
  return Number(new URL(loadCluster({ kubeconfigPath: inject('kubeconfigPath') }, {}).server).port);
}

test('a namespace that ends is noticed, and one LIST proves it', async () => {
  const kubernetes = testCluster();
  const [going, staying] = [await createOne(kubernetes), await createOne(kubernetes)];
  const sign = kubernetes.vanished([going, staying], LONG);
  await kubernetes.deleteNamespace(going);
  expect(await sign).toBe(true);
  const proof = await kubernetes.proveGone([going, staying]);
  expect(proof).toMatchObject({
    gone: [going.name],
    remaining: [{ name: staying.name, conditions: [] }],
    clusterUid: (await kubernetes.identity()).uid,
  });
});

test('many waits share one list and one watch', async () => {
  const kubernetes = testCluster();
  const refs = await Promise.all(Array.from({ length: 6 }, () => createOne(kubernetes)));
  const before = kubernetes.apiCallCount();
  const signs = refs.map((ref) => kubernetes.vanished([ref], LONG));
  await Promise.all(refs.map((ref) => kubernetes.deleteNamespace(ref)));
  expect(await Promise.all(signs)).toEqual(refs.map(() => true));
  expect(kubernetes.apiCallCount() - before - refs.length).toBe(2);
});

test('what was gone before the wait began, or has another uid, is noticed at once', async () => {
  const kubernetes = testCluster();
  const there = await createOne(kubernetes);
  expect(await kubernetes.vanished([{ name: 'muster-never-was' }], LONG)).toBe(true);
  expect(await kubernetes.vanished([{ name: there.name, uid: 'of-an-earlier-one' }], LONG)).toBe(true);
  expect((await kubernetes.proveGone([{ name: there.name, uid: 'of-an-earlier-one' }])).gone).toEqual([there.name]);
});

test('the wait ends when its time is up and when its caller gives up', async () => {
  const kubernetes = testCluster();
  const there = await createOne(kubernetes);
  expect(await kubernetes.vanished([there], { timeoutMs: 50 })).toBe(false);
  const activity = fakeActivity();
  const wait = kubernetes.vanished([there], { ...LONG, signal: activity.signal });
  const reason = new Error('cancelled');
  activity.cancel(reason);
  await expect(wait).rejects.toBe(reason);
});

test('a label that is taken off is a sign, never a proof', async () => {
  const kubernetes = testCluster();
  const name = testNamespace(kubernetes, 'unlabelled');
  const created = await kubernetes.createNamespace(name, { labels: {}, annotations: {} });
  expect(await kubernetes.vanished([created], LONG)).toBe(true);
  expect((await kubernetes.proveGone([created])).gone).toEqual([]);
});

test('the watch survives cut connections and a server that is away for a while', async () => {
  const proxy = await startTcpProxy(apiPort());
  const direct = testCluster();
  const proxied = testCluster(kubeconfigVia(proxy.port));
  const [first, second] = [await createOne(direct), await createOne(direct)];
  const firstSign = proxied.vanished([first], LONG);
  await expect.poll(() => proxy.connectionCount()).toBeGreaterThan(0);
  proxy.cut();
  await direct.deleteNamespace(first);
  expect(await firstSign).toBe(true);

  proxy.refuse(true);
  proxy.cut();
  const secondSign = proxied.vanished([second], LONG);
  await direct.deleteNamespace(second);
  await direct.vanished([second], LONG);
  proxy.refuse(false);
  expect(await secondSign).toBe(true);
});
