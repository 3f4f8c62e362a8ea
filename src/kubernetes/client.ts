import type { ClusterIdentity, NamespaceRef } from '../shared/namespace.ts';
import type { NamespaceSetup } from '../shared/namespace-setup.ts';
import type { Right } from '../shared/rights.ts';
import { applyManifests } from './setup/apply-manifests.ts';
import { openConnection } from './requests/connection.ts';
import { credentialsOf } from './configuration/credentials.ts';
import { diagnoseNamespaces } from './blockers/diagnosis.ts';
import type { Blockers } from './blockers/diagnosis.ts';
import { proveGone } from './namespaces/gone-proof.ts';
import type { GoneProof } from './namespaces/gone-proof.ts';
import { identityOf } from './requests/identity.ts';
import type { CollectedDiagnostics, CollectOptions } from './diagnostics/collect.ts';
import { collectDiagnostics } from './diagnostics/collect.ts';
import type { LoadedCluster } from './configuration/load-cluster.ts';
import { keepNamespace } from './namespaces/keep-namespace.ts';
import { resourcesFor } from './setup/manifest-resources.ts';
import { deletePods, namespaceReady, podsGone } from './namespaces/namespace-contents.ts';
import type { NamespaceRecord } from './namespaces/namespace-record.ts';
import { createBounds, quotaReady } from './setup/namespace-setup.ts';
import { watchNamespaces } from './namespaces/namespace-watch.ts';
import { createNamespace, deleteNamespace, getNamespace, listNamespaces } from './namespaces/namespaces.ts';
import type { DeletionAnswer, DeletionRef } from './namespaces/namespaces.ts';
import type { OwnershipMetadata } from './namespaces/ownership.ts';
import type { WaitOptions } from './requests/poll.ts';
import type { Manifest } from './setup/read-manifests.ts';
import { missingRights } from './access/rights.ts';
import type { ScenarioAccess } from './access/scenario-access.ts';
import { scenarioAccess } from './access/scenario-access.ts';
import { secretsOfUser } from './configuration/secrets-of-user.ts';
import { writeKubeconfig } from './configuration/write-kubeconfig.ts';

/**
 * All that muster asks of a cluster. Every request ends after REQUEST_TIMEOUT_MS; whatever fails is a `KubernetesError`,
 * or the reason of the given signal.
 */
export interface KubernetesClient {
  /** Who answers: the uid of `kube-system` changes when a cluster is thrown away and made again. */
  identity(signal?: AbortSignal): Promise<ClusterIdentity>;
  /** Throws `Cluster.Conflict` when the name is taken. */
  createNamespace(name: string, metadata: OwnershipMetadata, signal?: AbortSignal): Promise<NamespaceRecord>;
  /** A consistent read. */
  getNamespace(name: string, signal?: AbortSignal): Promise<NamespaceRecord | undefined>;
  /** Deletes exactly the namespace of this uid, with `unchangedSince` only as it was then; asking again is harmless. */
  deleteNamespace(ref: DeletionRef, signal?: AbortSignal): Promise<DeletionAnswer>;
  /** Marks exactly this namespace as kept until then (epoch ms) and moves its hard expiry there; false: not there. */
  keepNamespace(ref: Required<NamespaceRef>, untilMs: number, signal?: AbortSignal): Promise<boolean>;
  /** One consistent LIST; without a selector of every namespace of the cluster. */
  listNamespaces(options?: {
    readonly labelSelector?: string;
    readonly signal?: AbortSignal;
  }): Promise<readonly NamespaceRecord[]>;
  /** True once the default ServiceAccount and the root CA are there. */
  namespaceReady(name: string, options: WaitOptions): Promise<boolean>;
  /** Creates the quota, limits and policies that the setup asks for; none asked for, nothing sent. Again is harmless. */
  createBounds(namespace: string, setup: NamespaceSetup, signal?: AbortSignal): Promise<void>;
  /** True once the quota counts; until then it refuses every pod. */
  quotaReady(namespace: string, quota: NamespaceSetup['quota'], options: WaitOptions): Promise<boolean>;
  /**
   * Throws `Namespace.InvalidManifest` for a kind that the cluster does not know, that lives in no namespace or cannot
   * be applied.
   */
  checkManifests(manifests: readonly Manifest[], signal?: AbortSignal): Promise<void>;
  /** Applies the objects one after another; again is harmless. Throws as above and for what the API server refuses. */
  applyManifests(namespace: string, manifests: readonly Manifest[], signal?: AbortSignal): Promise<void>;
  /** Deletes all pods at once; whether there were any. */
  deletePods(namespace: string, signal?: AbortSignal): Promise<boolean>;
  /** True once no pod is left. */
  podsGone(namespace: string, options: WaitOptions): Promise<boolean>;
  /** True as soon as one of them seems gone, by the shared watch: a sign that is worth a {@link proveGone}. */
  vanished(refs: readonly NamespaceRef[], options: WaitOptions): Promise<boolean>;
  /** What is gone and what the rest says, from one consistent LIST. */
  proveGone(refs: readonly NamespaceRef[], signal?: AbortSignal): Promise<GoneProof>;
  /** What holds namespaces whose deletion does not end, by name, as far as it can be found out; never fails. */
  diagnose(names: readonly string[], signal?: AbortSignal): Promise<Blockers>;
  /** What a namespace holds, for whoever asks why a script failed in it; only reads, and throws the signal's reason only. */
  collectDiagnostics(namespace: string, options: CollectOptions): Promise<CollectedDiagnostics>;
  /** The secrets that stand in the kubeconfig of these credentials. Throws as {@link writeKubeconfig}. */
  credentialSecrets(): readonly string[];
  /**
   * A 0600 kubeconfig with the caller's credentials as its files hold them now, and this namespace pinned. Returns the
   * secrets that stand in it. Throws `Cluster.Misconfigured` when they can no longer be read or name another server.
   */
  writeKubeconfig(options: { readonly namespace: string; readonly path: string }): Promise<readonly string[]>;
  /** Those of the rights that these credentials lack on the whole cluster. */
  missingRights(rights: readonly Right[], signal?: AbortSignal): Promise<readonly Right[]>;
  /** For scripts that reach their own namespace only. */
  readonly scenarioAccess: ScenarioAccess;
  /** Requests sent so far. */
  apiCallCount(): number;
  /** How far the API server's clock was ahead of this machine's at its last answer; undefined before the first. */
  clockAheadMs(): number | undefined;
  close(): void;
}

/** Sends nothing yet. `requestTimeoutMs`: 10 s except in tests. */
export function connectCluster(
  cluster: LoadedCluster,
  options: { readonly requestTimeoutMs?: number } = {},
): KubernetesClient {
  const connection = openConnection(cluster.server, credentialsOf(cluster), options.requestTimeoutMs);
  const namespaceWatch = watchNamespaces(connection);
  return {
    identity: (signal) => identityOf(connection, cluster, signal),
    createNamespace: (name, metadata, signal) => createNamespace(connection, name, metadata, signal),
    getNamespace: (name, signal) => getNamespace(connection, name, signal),
    deleteNamespace: (ref, signal) => deleteNamespace(connection, ref, signal),
    keepNamespace: (ref, untilMs, signal) => keepNamespace(connection, ref, untilMs, signal),
    async listNamespaces({ labelSelector, signal } = {}) {
      return (await listNamespaces(connection, labelSelector, signal)).items;
    },
    namespaceReady: (name, options) => namespaceReady(connection, name, options),
    createBounds: (namespace, setup, signal) => createBounds(connection, namespace, setup, signal),
    quotaReady: (namespace, quota, options) => quotaReady(connection, namespace, quota, options),
    async checkManifests(manifests, signal) {
      await resourcesFor(connection, manifests, signal);
    },
    applyManifests: (namespace, manifests, signal) => applyManifests(connection, namespace, manifests, signal),
    deletePods: (namespace, signal) => deletePods(connection, namespace, signal),
    podsGone: (namespace, options) => podsGone(connection, namespace, options),
    vanished: (refs, options) => namespaceWatch.vanished(refs, options),
    proveGone: (refs, signal) => proveGone(connection, refs, signal),
    diagnose: (names, signal) => diagnoseNamespaces(connection, names, signal),
    collectDiagnostics: (namespace, options) => collectDiagnostics(connection, namespace, options),
    credentialSecrets: () => secretsOfUser(cluster.reload().selected.userFields),
    // Read again each time: a script must not run with the token of before a new login.
    writeKubeconfig: async ({ namespace, path }) => writeKubeconfig(cluster.reload().selected, namespace, path),
    missingRights: (rights, signal) => missingRights(connection, rights, signal),
    scenarioAccess: scenarioAccess(connection, cluster),
    apiCallCount: () => connection.requestCount,
    clockAheadMs: () => connection.clockAheadMs,
    close() {
      namespaceWatch.close();
      connection.close();
    },
  };
}
