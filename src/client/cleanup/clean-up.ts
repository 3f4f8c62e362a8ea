import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesClient, NamespaceRecord } from '../../kubernetes/index.ts';
import { managedSelector, ownerOf, runSelector } from '../../kubernetes/index.ts';
import { CLEANUP_CONCURRENCY, CLEANUP_WAIT_MS, SECOND_MS } from '../../shared/limits.ts';

export interface CleanUpFilter {
  /** Only namespaces of this run. */
  readonly runName?: string | undefined;
  /** Only namespaces created at least this long ago. */
  readonly olderThanMs: number;
}

/** A namespace of muster's with what it says of its owner. */
export interface OwnedNamespace {
  readonly record: NamespaceRecord;
  readonly runName: string;
  readonly scenario: string;
  readonly ageMs: number;
}

export interface CleanUpResult {
  readonly gone: readonly OwnedNamespace[];
  /** Accepted, not gone within the wait. */
  readonly draining: readonly OwnedNamespace[];
  readonly refused: readonly { readonly namespace: OwnedNamespace; readonly message: string }[];
}

/**
 * Namespaces of muster that pass the filter, oldest first. One that carries the label but not the whole ownership is
 * not ours to touch.
 */
export async function findOwned(
  kubernetes: KubernetesClient,
  filter: CleanUpFilter,
  nowMs: number,
): Promise<OwnedNamespace[]> {
  const labelSelector = filter.runName === undefined ? managedSelector : runSelector(filter.runName);
  const records = await kubernetes.listNamespaces({ labelSelector });
  return records
    .flatMap((record) => {
      const owner = ownerOf(record);
      if (owner === undefined || (filter.runName !== undefined && owner.runName !== filter.runName)) return [];
      return [{ record, runName: owner.runName, scenario: owner.scenario, ageMs: nowMs - record.createdAtMs }];
    })
    .filter(({ ageMs }) => ageMs >= filter.olderThanMs)
    .toSorted((left, right) => right.ageMs - left.ageMs);
}

/** Deletes each by its uid, then waits for at most {@link CLEANUP_WAIT_MS} until they are proved gone. */
export async function deleteOwned(
  kubernetes: KubernetesClient,
  owned: readonly OwnedNamespace[],
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
  const draining = await awaitGone(kubernetes, accepted);
  return { gone: accepted.filter((namespace) => !draining.includes(namespace)), draining, refused };
}

/** The pods at once as well: a namespace goes only when they have gone, and their own grace may be long. */
async function deleteOne(kubernetes: KubernetesClient, record: NamespaceRecord): Promise<void> {
  await kubernetes.deleteNamespace(record);
  await kubernetes.deletePods(record.name).catch(() => undefined);
}

async function awaitGone(kubernetes: KubernetesClient, accepted: readonly OwnedNamespace[]): Promise<OwnedNamespace[]> {
  const deadlineMs = Date.now() + CLEANUP_WAIT_MS;
  let left = [...accepted];
  for (;;) {
    if (left.length === 0) return left;
    const present = await kubernetes.listNamespaces({ labelSelector: managedSelector });
    const uids = new Set(present.map(({ uid }) => uid));
    left = left.filter(({ record }) => uids.has(record.uid));
    if (left.length === 0 || Date.now() >= deadlineMs) return left;
    await sleep(SECOND_MS);
  }
}
