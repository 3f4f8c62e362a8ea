import { expect, test } from 'vitest';
import { awaitNamespacesGone } from '../../src/activities/await-namespaces-gone.ts';
import { createNamespace } from '../../src/activities/create-namespace.ts';
import { deleteNamespace } from '../../src/activities/delete-namespace.ts';
import { fakeActivity, testCluster, testNamespace, testOwner } from '../support/cluster.ts';

const SCENARIO_COUNT = 8;

test('a scenario costs at most 8 API calls from its create until its namespace is proved gone', async () => {
  const kubernetes = testCluster();
  const cluster = await kubernetes.identity();
  const dependencies = { kubernetes, activity: () => fakeActivity() };
  const before = kubernetes.apiCallCount();
  const refs = await Promise.all(
    Array.from({ length: SCENARIO_COUNT }, async () => {
      const owner = testOwner();
      const name = testNamespace(kubernetes, 'calls');
      const ref = await createNamespace(dependencies)({ name, owner, expiresAtMs: Date.now() + 3_600_000 });
      expect(await deleteNamespace(dependencies)({ ...ref, owner, podsTimeoutMs: 10_000 })).toMatchObject({
        uid: ref.uid,
        podsGone: true,
      });
      return ref;
    }),
  );
  let left = refs;
  while (left.length > 0) {
    const { gone } = await awaitNamespacesGone(dependencies)({ namespaces: left, cluster, turnMs: 30_000 });
    left = left.filter(({ name }) => !gone.includes(name));
  }
  const perScenario = (kubernetes.apiCallCount() - before) / SCENARIO_COUNT;
  console.info(`API calls per scenario: ${perScenario.toFixed(1)}`);
  expect(perScenario).toBeLessThanOrEqual(8);
});
