import type { RefusedOrphan } from '../../activities/index.ts';

/**
 * Those of a sweep's result whose deletion was refused, with their back-off. The sweep may have been one of another
 * version, or somebody's own: what it does not say is not known, and nothing of it is an error.
 */
export function refusedIn(result: unknown): readonly RefusedOrphan[] {
  const { refused } = (result ?? {}) as { readonly refused?: unknown };
  return Array.isArray(refused) ? refused.filter(isRefusedOrphan) : [];
}

function isRefusedOrphan(entry: unknown): entry is RefusedOrphan {
  const { name, uid, conditions, refusalCount, nextTryAtMs } = (entry ?? {}) as Partial<RefusedOrphan>;
  if (typeof name !== 'string' || typeof uid !== 'string' || !Array.isArray(conditions)) return false;
  return Number.isSafeInteger(refusalCount) && Number.isSafeInteger(nextTryAtMs);
}
