import type { KubernetesClient } from '../kubernetes/index.ts';
import { readManifests } from '../kubernetes/index.ts';
import { FailureType } from '../shared/failure-types.ts';
import { NAMESPACE_READY_TIMEOUT_MS, QUOTA_READY_TIMEOUT_MS } from '../shared/limits.ts';
import type { NamespaceSetup } from '../shared/namespace-setup.ts';
import { passingFailure } from './failures.ts';

type Client = Pick<KubernetesClient, 'createBounds' | 'quotaReady' | 'namespaceReady' | 'applyManifests'>;

/**
 * Puts into a namespace that was just created what every scenario's namespace gets: quota, limits, policies, then the
 * objects of the files, which are read now. Labels, annotations and the pod security level came with its create. Again
 * is harmless; without a setup nothing is sent. Throws `Namespace.NotReady` (worth another try),
 * `Namespace.InvalidManifest` and `Cluster.*`.
 */
export async function fitNamespace(
  kubernetes: Client,
  name: string,
  setup: NamespaceSetup | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (setup === undefined) return;
  // First: a file that cannot be used should not cost a request.
  const manifests = await readManifests(setup.applyFiles);
  await kubernetes.createBounds(name, setup, signal);
  const hasQuota = Object.keys(setup.quota).length > 0;
  if (hasQuota && !(await kubernetes.quotaReady(name, setup.quota, { timeoutMs: QUOTA_READY_TIMEOUT_MS, signal }))) {
    throw notReady(name, 'its ResourceQuota is not counted', QUOTA_READY_TIMEOUT_MS);
  }
  if (manifests.length === 0) return;
  // Pods of a file need what every pod needs.
  if (!(await kubernetes.namespaceReady(name, { timeoutMs: NAMESPACE_READY_TIMEOUT_MS, signal }))) {
    throw notReady(name, 'it has no default ServiceAccount or root CA', NAMESPACE_READY_TIMEOUT_MS);
  }
  await kubernetes.applyManifests(name, manifests, signal);
}

function notReady(name: string, what: string, afterMs: number): Error {
  return passingFailure(
    FailureType.NamespaceNotReady,
    `namespace ${name} cannot be used: ${what} after ${afterMs / 1000} s`,
  );
}
