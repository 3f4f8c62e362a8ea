/** The only room that talks to Kubernetes. */
export { connectCluster } from './client.ts';
export type { KubernetesClient } from './client.ts';
export { startDeadline } from './requests/deadline.ts';
export { deleteWithPods } from './namespaces/delete-with-pods.ts';
export type { GoneProof } from './namespaces/gone-proof.ts';
export { isKubernetesError, KubernetesError } from './kubernetes-error.ts';
export { contextNamesOf, loadCluster } from './configuration/load-cluster.ts';
export type { LoadedCluster } from './configuration/load-cluster.ts';
export type { ScenarioAccess } from './access/scenario-access.ts';
export type { NamespaceRecord } from './namespaces/namespace-record.ts';
export type { DeletionAnswer, DeletionRef } from './namespaces/namespaces.ts';
export {
  expiresAtMsOf,
  keptUntilMsOf,
  isSameOwner,
  managedSelector,
  metadataOf,
  ownerOf,
  runSelector,
} from './namespaces/ownership.ts';
export { pause } from './requests/poll.ts';
export { readManifests } from './setup/read-manifests.ts';
export type { Manifest } from './setup/read-manifests.ts';
export { standingOf } from './namespaces/standing.ts';
export type { Standing } from './namespaces/standing.ts';
