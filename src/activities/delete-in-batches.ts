import type { KubernetesClient, NamespaceRecord } from '../kubernetes/index.ts';
import { KubernetesError } from '../kubernetes/index.ts';
import { FailureType } from '../shared/failure-types.ts';
import { NAMESPACE_BATCH_COUNT } from '../shared/limits.ts';
import type { NamespaceRef, StuckNamespace } from '../shared/namespace.ts';

export interface BatchDeletion {
  /** Those that are being deleted now; what was gone already is in neither list. */
  readonly deleting: readonly Required<NamespaceRef>[];
  readonly refused: readonly StuckNamespace[];
}

type Answer = 'deleting' | 'gone' | StuckNamespace;
type Deleter = Pick<KubernetesClient, 'deleteNamespace' | 'deletePods'>;

/**
 * Asks for the deletion of each (by uid) and of its pods, NAMESPACE_BATCH_COUNT at a time. Waits for none of them. One
 * whose error `isRefusal` (default: this credential or an admission rule says no) stops nothing; another error is
 * thrown when all others have been asked for.
 */
export async function deleteInBatches(
  kubernetes: Deleter,
  records: readonly NamespaceRecord[],
  signal: AbortSignal,
  isRefusal: (error: KubernetesError) => boolean = isForGood,
): Promise<BatchDeletion> {
  const deleting: Required<NamespaceRef>[] = [];
  const refused: StuckNamespace[] = [];
  let passing: unknown;
  for (let start = 0; start < records.length; start += NAMESPACE_BATCH_COUNT) {
    signal.throwIfAborted();
    const batch = records.slice(start, start + NAMESPACE_BATCH_COUNT);
    const answers = await Promise.allSettled(batch.map((record) => deleteOne(kubernetes, record, signal, isRefusal)));
    for (const [index, answer] of answers.entries()) {
      const { name, uid } = batch[index] as NamespaceRecord;
      if (answer.status === 'rejected') passing ??= answer.reason;
      else if (answer.value === 'deleting') deleting.push({ name, uid });
      else if (answer.value !== 'gone') refused.push(answer.value);
    }
  }
  if (passing !== undefined) throw passing;
  return { deleting, refused };
}

/** Admission webhooks and policies say no with other codes than 403, see k8s.io/apiserver `ToStatusErr`. */
function isForGood({ type }: KubernetesError): boolean {
  return type === FailureType.ClusterForbidden || type === FailureType.ClusterRejected;
}

async function deleteOne(
  kubernetes: Deleter,
  { name, uid }: NamespaceRecord,
  signal: AbortSignal,
  isRefusal: (error: KubernetesError) => boolean,
): Promise<Answer> {
  try {
    if ((await kubernetes.deleteNamespace({ name, uid }, signal)) === 'gone') return 'gone';
  } catch (error) {
    if (!(error instanceof KubernetesError) || !isRefusal(error)) throw error;
    const { type, message } = error;
    return { name, uid, reason: type, conditions: [{ type, reason: 'DeleteRefused', message }] };
  }
  try {
    await kubernetes.deletePods(name, signal);
  } catch (error) {
    // The namespace goes all the same, only more slowly.
    if (!(error instanceof KubernetesError) || !isRefusal(error)) throw error;
  }
  return 'deleting';
}
