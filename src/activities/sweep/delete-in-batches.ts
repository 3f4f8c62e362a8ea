import type { DeletionAnswer, DeletionRef, KubernetesClient, NamespaceRecord } from '../../kubernetes/index.ts';
import { deleteWithPods, KubernetesError } from '../../kubernetes/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { NAMESPACE_BATCH_COUNT } from '../../shared/limits.ts';
import type { NamespaceRef, StuckNamespace } from '../../shared/namespace.ts';

export interface BatchDeletion {
  /** Those that are being deleted now; what was gone already, or has changed, is in neither list. */
  readonly deleting: readonly Required<NamespaceRef>[];
  readonly refused: readonly StuckNamespace[];
}

export interface BatchOptions {
  /** What concerns one namespace only and stops nothing. Default: this credential or an admission rule says no. */
  readonly isRefusal?: (error: KubernetesError) => boolean;
  /** Leave alone what anybody wrote to since it was listed: somebody may have kept it. Default: false. */
  readonly onlyUnchanged?: boolean;
}

type Answer = DeletionAnswer | StuckNamespace;
type Deleter = Pick<KubernetesClient, 'deleteNamespace' | 'deletePods'>;

/**
 * Asks for the deletion of each (by uid) and of its pods, NAMESPACE_BATCH_COUNT at a time. Waits for none of them. An
 * error that is no refusal is thrown when all others have been asked for.
 */
export async function deleteInBatches(
  kubernetes: Deleter,
  records: readonly NamespaceRecord[],
  signal: AbortSignal,
  { isRefusal = isForGood, onlyUnchanged = false }: BatchOptions = {},
): Promise<BatchDeletion> {
  const deleting: Required<NamespaceRef>[] = [];
  const refused: StuckNamespace[] = [];
  let passing: unknown;
  for (let start = 0; start < records.length; start += NAMESPACE_BATCH_COUNT) {
    signal.throwIfAborted();
    const batch = records.slice(start, start + NAMESPACE_BATCH_COUNT);
    const refs = batch.map(({ name, uid, resourceVersion }) => ({
      name,
      uid,
      ...(onlyUnchanged ? { unchangedSince: resourceVersion } : {}),
    }));
    const answers = await Promise.allSettled(refs.map((ref) => deleteOne(kubernetes, ref, signal, isRefusal)));
    for (const [index, answer] of answers.entries()) {
      const { name, uid } = batch[index] as NamespaceRecord;
      if (answer.status === 'rejected') passing ??= answer.reason;
      else if (typeof answer.value === 'object') refused.push(answer.value);
      else if (answer.value === 'accepted') deleting.push({ name, uid });
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
  ref: DeletionRef,
  signal: AbortSignal,
  isRefusal: (error: KubernetesError) => boolean,
): Promise<Answer> {
  try {
    return await deleteWithPods(kubernetes, ref, signal);
  } catch (error) {
    if (!(error instanceof KubernetesError) || !isRefusal(error)) throw error;
    const { type, message } = error;
    return { name: ref.name, uid: ref.uid, reason: type, conditions: [{ type, reason: 'DeleteRefused', message }] };
  }
}
