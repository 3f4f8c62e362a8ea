import type { KubernetesClient } from '../../kubernetes/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { QUOTA_READY_TIMEOUT_MS } from '../../shared/limits.ts';
import type { NamespaceSetup } from '../../shared/namespace-setup.ts';
import { passingFailure } from '../failures.ts';

/**
 * Puts the bounds of every scenario's namespace into one that was just created: quota, limits, policies. Labels,
 * annotations and the pod security level came with its create. Again is harmless; without a setup nothing is sent.
 * Throws `Namespace.NotReady` (worth another try) and `Cluster.*`.
 */
export async function fitNamespace(
  kubernetes: Pick<KubernetesClient, 'createBounds' | 'quotaReady'>,
  name: string,
  setup: NamespaceSetup | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (setup === undefined) return;
  await kubernetes.createBounds(name, setup, signal);
  if (Object.keys(setup.quota).length === 0) return;
  if (await kubernetes.quotaReady(name, setup.quota, { timeoutMs: QUOTA_READY_TIMEOUT_MS, signal })) return;
  const after = `after ${QUOTA_READY_TIMEOUT_MS / 1000} s`;
  throw passingFailure(
    FailureType.NamespaceNotReady,
    `namespace ${name} cannot be used: its ResourceQuota is not counted ${after}`,
  );
}
