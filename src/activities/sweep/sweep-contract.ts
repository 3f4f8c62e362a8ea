import type { NamespaceRef, StuckNamespace } from '../../shared/namespace.ts';

export interface SweepInput {
  /** What the sweep before this one could not delete. */
  readonly refusedBefore?: readonly RefusedOrphan[];
}

/** An orphan whose deletion was refused, with its back-off. */
export interface RefusedOrphan extends StuckNamespace {
  readonly refusalCount: number;
  readonly nextTryAtMs: number;
}

export interface SweepResult {
  readonly examinedCount: number;
  readonly deleted: readonly Required<NamespaceRef>[];
  /** Orphans whose deletion was refused, now or at an earlier sweep; at most JANITOR_LISTED_MAX. */
  readonly refused: readonly RefusedOrphan[];
  /** Being deleted for longer than STUCK_AFTER_MS_MIN; at most JANITOR_LISTED_MAX. */
  readonly stuck?: readonly StuckNamespace[];
  readonly keptCount?: number;
  /** What the lists leave out, and orphans beyond JANITOR_DELETIONS_MAX, which the next sweep deletes. */
  readonly unlistedCount?: number;
}
