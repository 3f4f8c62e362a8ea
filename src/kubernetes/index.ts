/** The only room that talks to Kubernetes. */
export { connectCluster } from './client.ts';
export type { KubernetesClient } from './client.ts';
export { startDeadline } from './deadline.ts';
export { deleteWithPods } from './delete-with-pods.ts';
export type { GoneProof } from './gone-proof.ts';
export { isKubernetesError, KubernetesError } from './kubernetes-error.ts';
export { contextNamesOf, loadCluster } from './load-cluster.ts';
export type { LoadedCluster } from './load-cluster.ts';
export type { ScenarioAccess } from './scenario-access.ts';
export type { NamespaceRecord } from './namespace-record.ts';
export type { DeletionAnswer, DeletionRef } from './namespaces.ts';
export {
  expiresAtMsOf,
  keptUntilMsOf,
  isSameOwner,
  managedSelector,
  metadataOf,
  ownerOf,
  runSelector,
} from './ownership.ts';
export { pause } from './poll.ts';
export { readManifests } from './read-manifests.ts';
export type { Manifest } from './read-manifests.ts';
export { standingOf } from './standing.ts';
export type { Standing } from './standing.ts';
