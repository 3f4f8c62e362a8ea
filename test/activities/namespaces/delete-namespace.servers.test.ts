import { ApplicationFailure } from '@temporalio/activity';
import { expect, test } from 'vitest';
import { deleteNamespace } from '../../../src/activities/namespaces/delete-namespace.ts';
import { metadataOf } from '../../../src/kubernetes/index.ts';
import { fakeActivity, testCluster, testNamespace, testOwner } from '../../support/cluster.ts';
import { createPod, releasePod } from '../../support/contents.ts';

async function setUp() {
  const kubernetes = testCluster();
  const remove = deleteNamespace({ kubernetes, activity: () => fakeActivity() });
  const owner = testOwner();
  const name = testNamespace(kubernetes);
  const { uid } = await kubernetes.createNamespace(name, metadataOf(owner, Date.now() + 3_600_000));
  return { kubernetes, remove, owner, name, uid, input: { name, owner, podsTimeoutMs: 30_000 } };
}

async function withPods(set: Awaited<ReturnType<typeof setUp>>, finalizers: string[] = []): Promise<void> {
  await set.kubernetes.namespaceReady(set.name, { timeoutMs: 10_000 });
  await createPod(set.name, 'one', finalizers);
}

test('with a known uid the deletion is accepted and no pod is left when it answers', async () => {
  const set = await setUp();
  await withPods(set);
  expect(await set.remove({ ...set.input, uid: set.uid })).toEqual({ uid: set.uid, podsGone: true });
  expect(await set.kubernetes.getNamespace(set.name)).toMatchObject({ uid: set.uid, terminating: true });
  expect(await set.kubernetes.podsGone(set.name, { timeoutMs: 0 })).toBe(true);
});

test('without a uid the owner is enough', async () => {
  const { remove, input, uid } = await setUp();
  expect(await remove(input)).toEqual({ uid, podsGone: true });
});

test('deleting twice, and what has another uid, is success and touches nothing', async () => {
  const { kubernetes, remove, input, name, uid } = await setUp();
  expect(await remove({ ...input, uid: '00000000-0000-4000-8000-000000000000' })).toEqual({ podsGone: true });
  expect(await kubernetes.getNamespace(name)).toMatchObject({ terminating: false });
  await remove({ ...input, uid });
  expect(await remove({ ...input, uid })).toEqual({ uid, podsGone: true });
});

test("a stranger's namespace of that name is refused for good and stays", async () => {
  const { kubernetes, remove, input, name } = await setUp();
  const failure: unknown = await remove({ ...input, owner: testOwner() }).catch((reason: unknown) => reason);
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: 'Namespace.NotOurs', nonRetryable: true });
  expect(await kubernetes.getNamespace(name)).toMatchObject({ terminating: false });
});

test('absence is believed only after a create cannot arrive any more', async () => {
  const { remove, input } = await setUp();
  const absent = { ...input, name: `${input.name}-absent` };
  const early: unknown = await remove({ ...absent, createMayArriveUntilMs: Date.now() + 5_000 }).catch(
    (reason: unknown) => reason,
  );
  expect(early).toMatchObject({ type: 'Cluster.NotFound', nonRetryable: false });
  expect(Number((early as ApplicationFailure).nextRetryDelay)).toBeGreaterThan(4_000);
  expect(await remove({ ...absent, createMayArriveUntilMs: Date.now() - 1 })).toEqual({ podsGone: true });
});

test('pods that do not go are reported after their time, and the deletion stands', async () => {
  const set = await setUp();
  await withPods(set, ['muster.test/hold']);
  const result = await set.remove({ ...set.input, uid: set.uid, podsTimeoutMs: 300 });
  expect(result).toEqual({ uid: set.uid, podsGone: false });
  expect(await set.kubernetes.getNamespace(set.name)).toMatchObject({ terminating: true });
  await releasePod(set.name, 'one');
});
