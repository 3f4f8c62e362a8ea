import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesClient } from '../../kubernetes/index.ts';
import { deleteWithPods, KubernetesError } from '../../kubernetes/index.ts';
import { CLEANUP_CONCURRENCY, CLEANUP_WAIT_MS, SECOND_MS } from '../../shared/limits.ts';
import type { OwnedNamespace } from './find-owned.ts';

export interface CleanUpResult {
  readonly gone: readonly OwnedNamespace[];
  /** Accepted, not gone within the wait. */
  readonly draining: readonly OwnedNamespace[];
  /** Left alone because somebody wrote to it since it was listed; only with `onlyUnchanged`. */
  readonly changed: readonly OwnedNamespace[];
  readonly refused: readonly { readonly namespace: OwnedNamespace; readonly message: string }[];
}

type Cleaned = Pick<KubernetesClient, 'deleteNamespace' | 'deletePods' | 'proveGone'>;

/**
 * Deletes each by its uid and its pods, then waits for at most `waitMs` (default: CLEANUP_WAIT_MS) until they are proved
 * gone. `onlyUnchanged` (default: false) leaves alone what has changed since it was listed: somebody may have kept it.
 */
export async function deleteOwned(
  kubernetes: Cleaned,
  owned: readonly OwnedNamespace[],
  options: { readonly onlyUnchanged?: boolean; readonly waitMs?: number } = {},
): Promise<CleanUpResult> {
  const { onlyUnchanged = false, waitMs = CLEANUP_WAIT_MS } = options;
  const refused: { namespace: OwnedNamespace; message: string }[] = [];
  const answered = { accepted: [] as OwnedNamespace[], gone: [] as OwnedNamespace[], changed: [] as OwnedNamespace[] };
  for (let start = 0; start < owned.length; start += CLEANUP_CONCURRENCY) {
    const batch = owned.slice(start, start + CLEANUP_CONCURRENCY);
    const answers = await Promise.allSettled(
      batch.map(async ({ record: { name, uid, resourceVersion } }) => {
        const condition = onlyUnchanged ? { unchangedSince: resourceVersion } : {};
        return await deleteWithPods(kubernetes, { name, uid, ...condition });
      }),
    );
    for (const [index, namespace] of batch.entries()) {
      const answer = answers[index];
      if (answer?.status === 'fulfilled') answered[answer.value].push(namespace);
      else refused.push({ namespace, message: messageOf(answer?.reason) });
    }
  }
  const { accepted, changed } = answered;
  const draining = await awaitGone(kubernetes, accepted, Date.now() + waitMs);
  const gone = [...answered.gone, ...accepted.filter((namespace) => !draining.includes(namespace))];
  return { gone, draining, changed, refused };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Those that are still there when the time is up. */
async function awaitGone(
  kubernetes: Cleaned,
  accepted: readonly OwnedNamespace[],
  deadlineMs: number,
): Promise<readonly OwnedNamespace[]> {
  let left = accepted;
  while (left.length > 0) {
    left = await remainingOf(kubernetes, left);
    if (left.length === 0 || Date.now() >= deadlineMs) break;
    await sleep(SECOND_MS);
  }
  return left;
}

/** All, when the cluster does not answer just now: that proves nothing, and the deletions are accepted all the same. */
async function remainingOf(
  kubernetes: Cleaned,
  namespaces: readonly OwnedNamespace[],
): Promise<readonly OwnedNamespace[]> {
  try {
    const { gone } = await kubernetes.proveGone(namespaces.map(({ record: { name, uid } }) => ({ name, uid })));
    const goneNames = new Set(gone);
    return namespaces.filter(({ record }) => !goneNames.has(record.name));
  } catch (error) {
    if (error instanceof KubernetesError && error.retryable) return namespaces;
    throw error;
  }
}
