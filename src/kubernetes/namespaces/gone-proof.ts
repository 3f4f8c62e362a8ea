import { FailureType } from '../../shared/failure-types.ts';
import type { NamespaceCondition, NamespaceRef } from '../../shared/namespace.ts';
import type { Connection } from '../requests/connection.ts';
import { IDENTITY_NAMESPACE } from '../requests/identity.ts';
import { KubernetesError } from '../kubernetes-error.ts';
import type { NamespaceRecord } from './namespace-record.ts';
import { listNamespaces } from './namespaces.ts';
import { ownerOf } from './ownership.ts';

export interface GoneProof {
  /** Names of those that are gone. */
  readonly gone: readonly string[];
  readonly remaining: readonly { readonly name: string; readonly conditions: readonly NamespaceCondition[] }[];
  /** All namespaces of muster that are being deleted, whoever waits for them. */
  readonly deleting: readonly NamespaceRecord[];
  /** The uid of the cluster that said so. */
  readonly clusterUid: string;
}

/**
 * Proves a whole batch with one consistent LIST. Of all namespaces, not only labelled ones: whoever takes a label off
 * must not make a namespace count as gone, and the cluster's identity comes in the same answer.
 */
export async function proveGone(
  connection: Connection,
  refs: readonly NamespaceRef[],
  signal: AbortSignal | undefined,
): Promise<GoneProof> {
  const { items } = await listNamespaces(connection, undefined, signal);
  const byName = new Map(items.map((item) => [item.name, item]));
  const clusterUid = byName.get(IDENTITY_NAMESPACE)?.uid;
  if (clusterUid === undefined) {
    throw new KubernetesError({
      type: FailureType.ClusterUnavailable,
      retryable: true,
      outcome: 'not-applied',
      message: `the cluster has no namespace ${IDENTITY_NAMESPACE} yet`,
    });
  }
  const gone: string[] = [];
  const remaining: GoneProof['remaining'][number][] = [];
  for (const ref of refs) {
    const there = byName.get(ref.name);
    if (there === undefined || (ref.uid !== undefined && ref.uid !== there.uid)) gone.push(ref.name);
    else remaining.push({ name: ref.name, conditions: there.conditions });
  }
  const deleting = items.filter((item) => item.terminating && ownerOf(item) !== undefined);
  return { gone, remaining, deleting, clusterUid };
}
