import type { KubernetesClient } from '../client.ts';
import { KubernetesError } from '../kubernetes-error.ts';
import type { DeletionAnswer, DeletionRef } from './namespaces.ts';

/**
 * Asks for the deletion of one namespace and, once that is accepted, of its pods: the namespace goes only when they have
 * gone, and their own grace may be long. Pods are left alone when the namespace is gone (the name may be somebody
 * else's by now) or has changed. Throws what the namespace's deletion throws; without its pods' it goes all the same.
 */
export async function deleteWithPods(
  kubernetes: Pick<KubernetesClient, 'deleteNamespace' | 'deletePods'>,
  ref: DeletionRef,
  signal?: AbortSignal,
): Promise<DeletionAnswer> {
  const answer = await kubernetes.deleteNamespace(ref, signal);
  if (answer !== 'accepted') return answer;
  try {
    await kubernetes.deletePods(ref.name, signal);
  } catch (error) {
    // Anything else is the signal's reason.
    if (!(error instanceof KubernetesError)) throw error;
  }
  return answer;
}
