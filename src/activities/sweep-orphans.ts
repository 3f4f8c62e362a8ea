import type { KubernetesClient, NamespaceRecord } from '../kubernetes/index.ts';
import { expiresAtMsOf, keptUntilMsOf, managedSelector, ownerOf } from '../kubernetes/index.ts';
import { NAMESPACE_BATCH_COUNT, ORPHAN_GRACE_MS } from '../shared/limits.ts';
import type { ActivityContext } from './activity-context.ts';
import type { Activities } from './contract.ts';
import { deleteInBatches } from './delete-in-batches.ts';
import { withHeartbeat } from './heartbeat.ts';

/** What the janitor asks Temporal. An answer that cannot be had is an error, never `unknown`. */
export interface OwnerRegistry {
  /** The UUID of the Temporal namespace that this worker serves. */
  namespaceId(): Promise<string>;
  /** `unknown`: Temporal has no such execution (any more). */
  isOwnerOpen(workflowId: string, firstRunId: string): Promise<'open' | 'closed' | 'unknown'>;
}

interface Dependencies {
  readonly kubernetes: KubernetesClient;
  readonly activity: () => ActivityContext;
  readonly temporalServer: OwnerRegistry;
  /** For tests. */
  readonly now?: () => number;
}

export function sweepOrphans(dependencies: Dependencies): Activities['sweepOrphans'] {
  const { kubernetes, activity, temporalServer, now = Date.now } = dependencies;
  return async () => {
    const context = activity();
    const { signal } = context;
    return await withHeartbeat(context, async () => {
      const records = await kubernetes.listNamespaces({ labelSelector: managedSelector, signal });
      const temporalNamespaceId = await temporalServer.namespaceId();
      const candidates = records.filter((record) => !record.terminating);
      const orphans: NamespaceRecord[] = [];
      for (let start = 0; start < candidates.length; start += NAMESPACE_BATCH_COUNT) {
        signal.throwIfAborted();
        const batch = candidates.slice(start, start + NAMESPACE_BATCH_COUNT);
        const judged = await Promise.all(
          batch.map((record) => isOrphan(record, temporalNamespaceId, temporalServer, now())),
        );
        orphans.push(...batch.filter((_record, index) => judged[index]));
      }
      const { deleting, refused } = await deleteInBatches(kubernetes, orphans, signal);
      const tried = refused.map((orphan) => ({ ...orphan, refusalCount: 1, nextTryAtMs: now() }));
      return { examinedCount: records.length, deleted: deleting, refused: tried };
    });
  };
}

/**
 * Past its hard expiry anybody's; before it only those of our own Temporal namespace, because only there a missing
 * owner proves anything. A namespace without readable ownership and expiry is not touched.
 */
async function isOrphan(
  record: NamespaceRecord,
  temporalNamespaceId: string,
  registry: OwnerRegistry,
  nowMs: number,
): Promise<boolean> {
  const owner = ownerOf(record);
  if (owner === undefined) return false;
  if ((keptUntilMsOf(record) ?? 0) > nowMs) return false;
  const expiresAtMs = expiresAtMsOf(record);
  if (expiresAtMs !== undefined && expiresAtMs < nowMs) return true;
  if (owner.temporalNamespaceId !== temporalNamespaceId) return false;
  if (nowMs - record.createdAtMs < ORPHAN_GRACE_MS) return false;
  return (await registry.isOwnerOpen(owner.workflowId, owner.firstRunId)) !== 'open';
}
