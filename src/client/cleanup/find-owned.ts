import type { KubernetesClient, NamespaceRecord } from '../../kubernetes/index.ts';
import {
  expiresAtMsOf,
  keptUntilMsOf,
  managedSelector,
  ownerOf,
  runSelector,
  standingOf,
} from '../../kubernetes/index.ts';

export interface CleanUpFilter {
  /** Only namespaces of this run. */
  readonly runName?: string | undefined;
  /** Only namespaces created at least this long ago. */
  readonly olderThanMs: number;
  /** Only namespaces that are past their hard expiry, those included whose deletion has been asked for. */
  readonly onlyExpired?: boolean;
}

/** `active`: a run may still use it; from the cluster alone nobody can tell. */
export type OwnedState = 'active' | 'expired' | 'kept' | 'draining';

/** A namespace of muster's with what it says of its owner. Times are milliseconds since the epoch. */
export interface OwnedNamespace {
  readonly record: NamespaceRecord;
  readonly runName: string;
  readonly scenario: string;
  /** The UUID of its Temporal namespace. */
  readonly installation: string;
  readonly ageMs: number;
  readonly state: OwnedState;
  readonly expiresAtMs?: number;
  /** Only while it is kept. */
  readonly keptUntilMs?: number;
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
  const { runName, olderThanMs, onlyExpired = false } = filter;
  const labelSelector = runName === undefined ? managedSelector : runSelector(runName);
  const records = await kubernetes.listNamespaces({ labelSelector });
  return records
    .filter((record) => !onlyExpired || standingOf(record, nowMs) === 'expired')
    .flatMap((record) => ownedOf(record, nowMs) ?? [])
    .filter((owned) => runName === undefined || owned.runName === runName)
    .filter(({ ageMs }) => ageMs >= olderThanMs)
    .toSorted((left, right) => right.ageMs - left.ageMs);
}

function ownedOf(record: NamespaceRecord, nowMs: number): OwnedNamespace | undefined {
  const owner = ownerOf(record);
  if (owner === undefined) return undefined;
  const expiresAtMs = expiresAtMsOf(record);
  const keptUntilMs = keptUntilMsOf(record);
  const state = stateOf(record, nowMs);
  return {
    record,
    runName: owner.runName,
    scenario: owner.scenario,
    installation: owner.temporalNamespaceId,
    ageMs: nowMs - record.createdAtMs,
    state,
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...(state !== 'kept' || keptUntilMs === undefined ? {} : { keptUntilMs }),
  };
}

function stateOf(record: NamespaceRecord, nowMs: number): OwnedState {
  if (record.terminating) return 'draining';
  const standing = standingOf(record, nowMs);
  return standing === 'kept' || standing === 'expired' ? standing : 'active';
}
