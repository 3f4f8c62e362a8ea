import { FailureType } from '../../shared/failure-types.ts';
import type { ClusterIdentity } from '../../shared/namespace.ts';
import type { Connection } from './connection.ts';
import { KubernetesError } from '../kubernetes-error.ts';
import type { LoadedCluster } from '../configuration/load-cluster.ts';
import { getNamespace } from '../namespaces/namespaces.ts';

/** The namespace that every cluster has from its beginning to its end. */
export const IDENTITY_NAMESPACE = 'kube-system';

export async function identityOf(
  connection: Connection,
  { server, context }: LoadedCluster,
  signal: AbortSignal | undefined,
): Promise<ClusterIdentity> {
  const record = await getNamespace(connection, IDENTITY_NAMESPACE, signal);
  if (record !== undefined) return { uid: record.uid, server, context };
  // An API server that has just begun on an empty store makes it within seconds.
  throw new KubernetesError({
    type: FailureType.ClusterUnavailable,
    retryable: true,
    outcome: 'not-applied',
    message: `the cluster at ${server} has no namespace ${IDENTITY_NAMESPACE} yet`,
  });
}
