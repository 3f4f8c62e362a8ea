import { expect, test } from 'vitest';
import { deleteNamespace } from '../../../src/activities/namespaces/delete-namespace.ts';
import type { KubernetesClient } from '../../../src/kubernetes/index.ts';
import { KubernetesError } from '../../../src/kubernetes/index.ts';
import { FailureType } from '../../../src/shared/failure-types.ts';
import { fakeActivity, testOwner } from '../../support/cluster.ts';

/** A cluster that accepts the deletion and then answers about pods as it is told. */
function deleteWith(deletePods: () => Promise<boolean>) {
  const kubernetes: Pick<KubernetesClient, 'deleteNamespace' | 'deletePods'> = {
    deleteNamespace: () => Promise.resolve('accepted'),
    deletePods,
  };
  const remove = deleteNamespace({ kubernetes: kubernetes as KubernetesClient, activity: () => fakeActivity() });
  return remove({ name: 'muster-x', uid: 'uid-x', owner: testOwner(), podsTimeoutMs: 1_000 });
}

function clusterError(type: FailureType, retryable: boolean): KubernetesError {
  return new KubernetesError({ type, retryable, outcome: 'unknown', message: 'DELETE namespaces/muster-x/pods' });
}

test('a user who may not touch pods still deletes the namespace, and does not claim that its pods are gone', async () => {
  const refused = () => Promise.reject(clusterError(FailureType.ClusterForbidden, false));
  expect(await deleteWith(refused)).toEqual({ uid: 'uid-x', podsGone: false });
});

test('a cluster that goes away after it accepted the deletion is another try', async () => {
  const away = clusterError(FailureType.ClusterUnavailable, true);
  await expect(deleteWith(() => Promise.reject(away))).rejects.toBe(away);
});
