import { ApplicationFailure } from '@temporalio/activity';
import { expect, test } from 'vitest';
import { createNamespace } from '../../../src/activities/namespaces/create-namespace.ts';
import { ownerOf } from '../../../src/kubernetes/index.ts';
import { fakeActivity, testCluster, testNamespace, testOwner } from '../../support/cluster.ts';

function setUp() {
  const kubernetes = testCluster();
  const activity = fakeActivity();
  const create = createNamespace({ kubernetes, activity: () => activity });
  const input = { name: testNamespace(kubernetes), owner: testOwner(), expiresAtMs: Date.now() + 3_600_000 };
  return { kubernetes, activity, create, input };
}

async function failureOf(work: Promise<unknown>): Promise<Partial<ApplicationFailure>> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApplicationFailure);
  const { type, nonRetryable } = error as ApplicationFailure;
  return { type: type ?? '', nonRetryable: nonRetryable ?? false };
}

test('the namespace carries its owner and can be used', async () => {
  const { kubernetes, create, input } = setUp();
  const ref = await create(input);
  const there = await kubernetes.getNamespace(input.name);
  expect(there).toMatchObject(ref);
  expect(there && ownerOf(there)).toEqual(input.owner);
  expect(await kubernetes.namespaceReady(input.name, { timeoutMs: 0 })).toBe(true);
});

test('a second try of the same create adopts what the first has made', async () => {
  const { create, input } = setUp();
  expect(await create(input)).toEqual(await create(input));
});

test('the same name of another attempt, and a namespace without an owner, are taken', async () => {
  const { kubernetes, create, input } = setUp();
  await create(input);
  const other = { ...input, owner: { ...input.owner, attempt: 2 } };
  expect(await failureOf(create(other))).toEqual({ type: 'Namespace.NameTaken', nonRetryable: true });
  const name = testNamespace(kubernetes);
  await kubernetes.createNamespace(name, { labels: {}, annotations: {} });
  expect(await failureOf(create({ ...input, name }))).toEqual({ type: 'Namespace.NameTaken', nonRetryable: true });
});

test('our own namespace that is being deleted is not taken up again', async () => {
  const { kubernetes, create, input } = setUp();
  await kubernetes.deleteNamespace(await create(input));
  expect(await failureOf(create(input))).toEqual({ type: 'Namespace.NameTaken', nonRetryable: true });
});

test('a cancellation ends it with its own reason', async () => {
  const { activity, create, input } = setUp();
  const reason = new Error('cancelled');
  activity.cancel(reason);
  await expect(create(input)).rejects.toBe(reason);
});
