import { expect, test } from 'vitest';
import { keepNamespace } from '../../../src/activities/namespaces/keep-namespace.ts';
import { expiresAtMsOf, keptUntilMsOf, metadataOf, ownerOf } from '../../../src/kubernetes/index.ts';
import { HOUR_MS, SECOND_MS } from '../../../src/shared/limits.ts';
import { fakeActivity, testCluster, testNamespace, testOwner } from '../../support/cluster.ts';

test('the mark moves the hard expiry with it, changes no ownership, and marking again moves both', async () => {
  const kubernetes = testCluster();
  const keep = keepNamespace({ kubernetes, activity: () => fakeActivity() });
  const owner = testOwner();
  const name = testNamespace(kubernetes, 'keep');
  const { uid } = await kubernetes.createNamespace(name, metadataOf(owner, Date.now() + 24 * HOUR_MS));
  const now = Math.floor(Date.now() / SECOND_MS) * SECOND_MS;
  for (const untilMs of [now + HOUR_MS, now + 48 * HOUR_MS, now + 2 * HOUR_MS]) {
    expect(await keep({ name, uid, untilMs })).toEqual({ kept: true });
    const record = (await kubernetes.getNamespace(name))!;
    expect([keptUntilMsOf(record), expiresAtMsOf(record)]).toEqual([untilMs, untilMs]);
    expect(ownerOf(record)).toEqual(owner);
  }
});

test('another namespace of that name, or none, is not marked', async () => {
  const kubernetes = testCluster();
  const keep = keepNamespace({ kubernetes, activity: () => fakeActivity() });
  const name = testNamespace(kubernetes, 'keep');
  const untilMs = Date.now() + HOUR_MS;
  expect(await keep({ name, uid: 'of-one-that-is-gone', untilMs })).toEqual({ kept: false });
  await kubernetes.createNamespace(name, metadataOf(testOwner(), Date.now()));
  expect(await keep({ name, uid: 'of-one-that-is-gone', untilMs })).toEqual({ kept: false });
  expect(keptUntilMsOf((await kubernetes.getNamespace(name))!)).toBeUndefined();
});
