import { expect, test } from 'vitest';
import type { DeletionAnswer } from '../../../src/kubernetes/index.ts';
import { deleteWithPods } from '../../../src/kubernetes/index.ts';
import { FailureType } from '../../../src/shared/failure-types.ts';
import { kubernetesError } from '../../support/fake-namespaces.ts';

const ref = { name: 'one', uid: 'u' };

function cluster(answer: DeletionAnswer, deletePods: () => Promise<boolean> = () => Promise.resolve(true)) {
  const podsOf: string[] = [];
  return {
    podsOf,
    deleteNamespace: () => Promise.resolve(answer),
    deletePods(name: string) {
      podsOf.push(name);
      return deletePods();
    },
  };
}

test.each([
  ['accepted', ['one']],
  ['gone', []],
  ['changed', []],
] as const)('of a namespace that answers %s the pods %j are deleted', async (answer, pods) => {
  const kubernetes = cluster(answer);
  expect(await deleteWithPods(kubernetes, ref)).toBe(answer);
  expect(kubernetes.podsOf).toEqual(pods);
});

test('pods that cannot be deleted do not hold up their namespace, and an interruption is no answer', async () => {
  const refusing = cluster('accepted', () => Promise.reject(kubernetesError(FailureType.ClusterForbidden, 403)));
  expect(await deleteWithPods(refusing, ref)).toBe('accepted');
  const interrupted = cluster('accepted', () => Promise.reject(new Error('stopped')));
  await expect(deleteWithPods(interrupted, ref)).rejects.toThrow('stopped');
});
