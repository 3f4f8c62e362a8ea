import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesClient, NamespaceRecord } from '../../kubernetes/index.ts';
import { KubernetesError, managedSelector } from '../../kubernetes/index.ts';
import { CLEANUP_CONCURRENCY, CLEANUP_WAIT_MS, SECOND_MS } from '../../shared/limits.ts';
import type { OwnedNamespace } from './find-owned.ts';

export interface CleanUpResult {
  readonly gone: readonly OwnedNamespace[];
  /** Accepted, not gone within the wait. */
  readonly draining: readonly OwnedNamespace[];
  readonly refused: readonly { readonly namespace: OwnedNamespace; readonly message: string }[];
}

/** Deletes each by its uid, then waits for at most `waitMs` (default: CLEANUP_WAIT_MS) until they are proved gone. */
export async function deleteOwned(
  kubernetes: KubernetesClient,
  owned: readonly OwnedNamespace[],
  waitMs: number = CLEANUP_WAIT_MS,
): Promise<CleanUpResult> {
  const refused: { namespace: OwnedNamespace; message: string }[] = [];
  const accepted: OwnedNamespace[] = [];
  for (let start = 0; start < owned.length; start += CLEANUP_CONCURRENCY) {
    const batch = owned.slice(start, start + CLEANUP_CONCURRENCY);
    const answers = await Promise.allSettled(batch.map(({ record }) => deleteOne(kubernetes, record)));
    answers.forEach((answer, index) => {
      const namespace = batch[index];
      if (namespace === undefined) return;
      if (answer.status === 'fulfilled') accepted.push(namespace);
      else
        refused.push({
          namespace,
          message: answer.reason instanceof Error ? answer.reason.message : String(answer.reason),
        });
    });
  }
  const draining = await awaitGone(kubernetes, accepted, Date.now() + waitMs);
  return { gone: accepted.filter((namespace) => !draining.includes(namespace)), draining, refused };
}

/** The pods at once as well: a namespace goes only when they have gone, and their own grace may be long. */
async function deleteOne(kubernetes: KubernetesClient, record: NamespaceRecord): Promise<void> {
  await kubernetes.deleteNamespace(record);
  await kubernetes.deletePods(record.name).catch(() => undefined);
}

/** Those that are still there when the time is up. */
async function awaitGone(
  kubernetes: KubernetesClient,
  accepted: readonly OwnedNamespace[],
  deadlineMs: number,
): Promise<OwnedNamespace[]> {
  let left = [...accepted];
  while (left.length > 0) {
    const present = await presentUids(kubernetes);
    if (present !== undefined) left = left.filter(({ record }) => present.has(record.uid));
    if (left.length === 0 || Date.now() >= deadlineMs) break;
    await sleep(SECOND_MS);
  }
  return left;
}

/** Undefined: the cluster does not answer just now, which proves nothing; the deletions are accepted all the same. */
async function presentUids(kubernetes: KubernetesClient): Promise<ReadonlySet<string> | undefined> {
  try {
    const present = await kubernetes.listNamespaces({ labelSelector: managedSelector });
    return new Set(present.map(({ uid }) => uid));
  } catch (error) {
    if (error instanceof KubernetesError && error.retryable) return undefined;
    throw error;
  }
}
