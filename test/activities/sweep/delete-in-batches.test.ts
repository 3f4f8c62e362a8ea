import { expect, test } from 'vitest';
import { deleteInBatches } from '../../../src/activities/sweep/delete-in-batches.ts';
import type { KubernetesClient, NamespaceRecord } from '../../../src/kubernetes/index.ts';
import { KubernetesError } from '../../../src/kubernetes/index.ts';
import { FailureType } from '../../../src/shared/failure-types.ts';

const record = (name: string): NamespaceRecord => ({
  name,
  uid: `uid-${name}`,
  resourceVersion: '1',
  createdAtMs: 0,
  terminating: false,
  labels: {},
  annotations: {},
  conditions: [],
});
const records = Array.from({ length: 12 }, (_, index) => record(`n${index}`));

function refusing(type: FailureType, retryable: boolean) {
  const asked: string[] = [];
  const client = {
    deleteNamespace: async ({ name }: { name: string }) => {
      asked.push(name);
      if (name !== 'n0') return await Promise.resolve('accepted');
      throw new KubernetesError({ type, message: 'no', retryable, outcome: 'not-applied' });
    },
    deletePods: async () => await Promise.resolve(false),
  } as unknown as KubernetesClient;
  return { client, asked };
}

test('one that may not be deleted is reported and all others are asked for', async () => {
  const { client, asked } = refusing(FailureType.ClusterForbidden, false);
  const { deleting, refused } = await deleteInBatches(client, records, new AbortController().signal);
  expect(asked).toHaveLength(12);
  expect(deleting).toHaveLength(11);
  expect(refused).toMatchObject([{ name: 'n0', uid: 'uid-n0', reason: 'Cluster.Forbidden' }]);
});

test('a namespace whose pods cannot be deleted is being deleted all the same', async () => {
  const { client } = refusing(FailureType.ClusterForbidden, false);
  const passing = new KubernetesError({
    type: 'Cluster.Unavailable',
    message: '',
    retryable: true,
    outcome: 'unknown',
  });
  const kubernetes = { ...client, deletePods: () => Promise.reject(passing) };
  const { deleting } = await deleteInBatches(kubernetes, records, new AbortController().signal);
  expect(deleting).toHaveLength(11);
});

test('an error that may pass is thrown only when all others have been asked for', async () => {
  const { client, asked } = refusing(FailureType.ClusterUnavailable, true);
  await expect(deleteInBatches(client, records, new AbortController().signal)).rejects.toMatchObject({
    type: 'Cluster.Unavailable',
  });
  expect(asked).toHaveLength(12);
});
