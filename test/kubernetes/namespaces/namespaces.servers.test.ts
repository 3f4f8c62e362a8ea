import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { metadataOf, ownerOf } from '../../../src/kubernetes/index.ts';
import { fakeActivity, testCluster, testNamespace, testOwner } from '../../support/cluster.ts';
import { createPod } from '../../support/contents.ts';

const metadata = () => metadataOf(testOwner(), Date.now() + 3_600_000);

test('ownership is in the namespace from its first moment and is read back', async () => {
  const kubernetes = testCluster();
  const name = testNamespace(kubernetes);
  const owner = testOwner({ scenario: 'weird/ñ with spaces & more.sh', attempt: 3 });
  const created = await kubernetes.createNamespace(name, metadataOf(owner, 1_893_456_000_000));
  expect(ownerOf(created)).toEqual(owner);
  const there = await kubernetes.getNamespace(name);
  expect(there).toMatchObject({ name, uid: created.uid, terminating: false, conditions: [] });
  expect(Math.abs((there?.createdAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
});

test('a name that is taken is a conflict that no retry mends', async () => {
  const kubernetes = testCluster();
  const name = testNamespace(kubernetes);
  await kubernetes.createNamespace(name, metadata());
  await expect(kubernetes.createNamespace(name, metadata())).rejects.toMatchObject({
    type: 'Cluster.Conflict',
    reason: 'AlreadyExists',
    retryable: false,
    outcome: 'not-applied',
  });
});

test('a name that Kubernetes refuses is refused for good', async () => {
  const kubernetes = testCluster();
  await expect(kubernetes.createNamespace('Not_A_Name', metadata())).rejects.toMatchObject({
    type: 'Cluster.Rejected',
    code: 422,
    retryable: false,
  });
});

test('the uid protects a namespace of the same name', async () => {
  const kubernetes = testCluster();
  const name = testNamespace(kubernetes);
  await kubernetes.createNamespace(name, metadata());
  const strangers = { name, uid: '00000000-0000-4000-8000-000000000000' };
  expect(await kubernetes.deleteNamespace(strangers)).toBe('gone');
  expect(await kubernetes.getNamespace(name)).toMatchObject({ terminating: false });
});

test('a deletion may be asked for again, and of what is absent', async () => {
  const kubernetes = testCluster();
  const name = testNamespace(kubernetes);
  const created = await kubernetes.createNamespace(name, metadata());
  expect(await kubernetes.deleteNamespace(created)).toBe('accepted');
  expect(await kubernetes.deleteNamespace(created)).toBe('accepted');
  expect(await kubernetes.deleteNamespace({ name: `${name}-absent`, uid: created.uid })).toBe('gone');
});

test('who deletes only what is unchanged does not overtake a keep, and is not held up by anything else', async () => {
  const kubernetes = testCluster();
  const name = testNamespace(kubernetes);
  const { uid, resourceVersion } = await kubernetes.createNamespace(name, metadata());
  const untilMs = Date.now() + 7_200_000;
  expect(await kubernetes.keepNamespace({ name, uid }, untilMs)).toBe(true);
  expect(await kubernetes.deleteNamespace({ name, uid, unchangedSince: resourceVersion })).toBe('changed');
  const there = await kubernetes.getNamespace(name);
  expect(there).toMatchObject({ uid, terminating: false });
  const unchangedSince = there?.resourceVersion ?? '';
  expect(await kubernetes.deleteNamespace({ name, uid: randomUUID(), unchangedSince })).toBe('gone');
  expect(await kubernetes.deleteNamespace({ name, uid, unchangedSince })).toBe('accepted');
  // Its own deletion has changed it.
  expect(await kubernetes.deleteNamespace({ name, uid, unchangedSince })).toBe('accepted');
});

test('a namespace is ready when a pod can be created in it', async () => {
  const kubernetes = testCluster();
  const name = testNamespace(kubernetes);
  await kubernetes.createNamespace(name, metadata());
  expect(await kubernetes.namespaceReady(name, { timeoutMs: 10_000 })).toBe(true);
  await createPod(name, 'first');
});

test('a namespace that does not exist never becomes ready, and the wait ends in time or with its caller', async () => {
  const kubernetes = testCluster();
  expect(await kubernetes.namespaceReady('muster-absent', { timeoutMs: 100 })).toBe(false);
  const activity = fakeActivity();
  const wait = kubernetes.namespaceReady('muster-absent', { timeoutMs: 60_000, signal: activity.signal });
  const reason = new Error('cancelled');
  activity.cancel(reason);
  await expect(wait).rejects.toBe(reason);
});

test('all pods are deleted at once, and it is said whether there were any', async () => {
  const kubernetes = testCluster();
  const name = testNamespace(kubernetes);
  await kubernetes.createNamespace(name, metadata());
  await kubernetes.namespaceReady(name, { timeoutMs: 10_000 });
  expect(await kubernetes.deletePods(name)).toBe(false);
  await createPod(name, 'first');
  await createPod(name, 'second');
  expect(await kubernetes.podsGone(name, { timeoutMs: 0 })).toBe(false);
  expect(await kubernetes.deletePods(name)).toBe(true);
  expect(await kubernetes.podsGone(name, { timeoutMs: 30_000 })).toBe(true);
});

test('a LIST by label finds what carries it and nothing else', async () => {
  const kubernetes = testCluster();
  const owner = testOwner();
  const name = testNamespace(kubernetes);
  const created = await kubernetes.createNamespace(name, metadataOf(owner, Date.now()));
  const found = await kubernetes.listNamespaces({ labelSelector: `muster/run=${owner.runName}` });
  expect(found.map(({ uid }) => uid)).toEqual([created.uid]);
  expect((await kubernetes.listNamespaces()).map((one) => one.name)).toContain('kube-system');
});

test('the identity is the uid of kube-system', async () => {
  const kubernetes = testCluster();
  const { uid } = (await kubernetes.getNamespace('kube-system')) ?? {};
  expect(await kubernetes.identity()).toMatchObject({ uid, server: expect.stringMatching(/^https:/) as string });
});
