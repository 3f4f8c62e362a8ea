import type { KubernetesClient, NamespaceRecord } from '../../kubernetes/index.ts';
import { managedSelector, ownerOf, standingOf } from '../../kubernetes/index.ts';
import { NAMESPACE_BATCH_COUNT, ORPHAN_GRACE_MS } from '../../shared/limits.ts';

/** What the janitor asks Temporal. An answer that cannot be had is an error, never `unknown`. */
export interface OwnerRegistry {
  /** The UUID of the Temporal namespace that this worker serves. */
  namespaceId(): Promise<string>;
  /** `unknown`: Temporal has no such execution (any more). */
  isOwnerOpen(workflowId: string, firstRunId: string): Promise<'open' | 'closed' | 'unknown'>;
}

/** Namespaces that are past their hard expiry, whoever's they are, and that nobody is deleting yet. One LIST. */
export async function findExpired(
  kubernetes: Pick<KubernetesClient, 'listNamespaces'>,
  nowMs: number,
  signal: AbortSignal,
): Promise<NamespaceRecord[]> {
  const records = await kubernetes.listNamespaces({ labelSelector: managedSelector, signal });
  return records.filter((record) => !record.terminating && standingOf(record, nowMs) === 'expired');
}

/** Those of the candidates that nobody needs any more, in their order. A few are asked about at a time. */
export async function orphansAmong(
  candidates: readonly NamespaceRecord[],
  registry: OwnerRegistry,
  nowMs: number,
  signal: AbortSignal,
): Promise<NamespaceRecord[]> {
  const temporalNamespaceId = await registry.namespaceId();
  const orphans: NamespaceRecord[] = [];
  for (let start = 0; start < candidates.length; start += NAMESPACE_BATCH_COUNT) {
    signal.throwIfAborted();
    const batch = candidates.slice(start, start + NAMESPACE_BATCH_COUNT);
    const judged = await Promise.all(batch.map((record) => isOrphan(record, temporalNamespaceId, registry, nowMs)));
    orphans.push(...batch.filter((_record, index) => judged[index]));
  }
  return orphans;
}

/**
 * Ours when its owner has ended, whatever the clock says: a run may have waited for days for a worker. Others' past
 * their hard expiry, because only in our own Temporal namespace a missing owner proves anything.
 */
async function isOrphan(
  record: NamespaceRecord,
  temporalNamespaceId: string,
  registry: OwnerRegistry,
  nowMs: number,
): Promise<boolean> {
  const standing = standingOf(record, nowMs);
  const owner = ownerOf(record);
  if (owner === undefined || standing === 'foreign' || standing === 'kept') return false;
  if (owner.temporalNamespaceId !== temporalNamespaceId) return standing === 'expired';
  if (nowMs - record.createdAtMs < ORPHAN_GRACE_MS) return false;
  return (await registry.isOwnerOpen(owner.workflowId, owner.firstRunId)) !== 'open';
}
