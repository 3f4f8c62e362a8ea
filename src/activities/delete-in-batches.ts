import type { KubernetesClient, NamespaceRecord } from '../kubernetes/index.ts';
import { isKubernetesError } from '../kubernetes/index.ts';
import { FailureType } from '../shared/failure-types.ts';
import { NAMESPACE_BATCH_COUNT } from '../shared/limits.ts';

/**
 * Asks for the deletion of each (by uid) and of its pods, NAMESPACE_BATCH_COUNT at a time. Waits for none of them.
 * Returns those that were still there. The first error ends it; what was asked for stays asked for.
 */
export async function deleteInBatches(
  kubernetes: KubernetesClient,
  records: readonly NamespaceRecord[],
  signal: AbortSignal,
): Promise<NamespaceRecord[]> {
  const deleted: NamespaceRecord[] = [];
  for (let start = 0; start < records.length; start += NAMESPACE_BATCH_COUNT) {
    const batch = records.slice(start, start + NAMESPACE_BATCH_COUNT);
    const accepted = await Promise.all(batch.map((record) => deleteOne(kubernetes, record, signal)));
    deleted.push(...batch.filter((_record, index) => accepted[index]));
  }
  return deleted;
}

async function deleteOne(
  kubernetes: KubernetesClient,
  { name, uid }: NamespaceRecord,
  signal: AbortSignal,
): Promise<boolean> {
  if ((await kubernetes.deleteNamespace({ name, uid }, signal)) === 'gone') return false;
  try {
    await kubernetes.deletePods(name, signal);
  } catch (error) {
    // The namespace goes all the same, only more slowly.
    if (!isKubernetesError(error, FailureType.ClusterForbidden)) throw error;
  }
  return true;
}
