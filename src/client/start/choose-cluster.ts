import { resolve, delimiter } from 'node:path';
import type { ClusterWish } from '../options/cluster-wish.ts';
import type { Invocation } from '../invocation.ts';

import type { RunCluster } from './run-memo.ts';

/**
 * Turns the wish into one cluster, by name and address. Nothing is sent to it. Throws `Cluster.NoContext` or
 * `Cluster.Misconfigured` (exit 3); there is no other cluster to fall back to.
 */
export async function chooseCluster(wish: ClusterWish, invocation: Invocation): Promise<RunCluster> {
  if (wish.kind !== 'kubeconfig') return { kind: wish.kind };
  const { loadCluster } = await import('../../kubernetes/index.ts');
  const loaded = loadCluster(selectionOf(wish, invocation), invocation.env);
  return {
    kind: 'kubeconfig',
    kubeconfigPath: loaded.kubeconfigPaths.join(delimiter),
    context: loaded.context,
    server: loaded.server,
  };
}

/** Proves that the cluster answers and accepts the credentials, before anything is started for it. */
export async function checkClusterAnswers(wish: ClusterWish, invocation: Invocation): Promise<void> {
  if (wish.kind !== 'kubeconfig') return;
  const { connectCluster, loadCluster } = await import('../../kubernetes/index.ts');
  const kubernetes = connectCluster(loadCluster(selectionOf(wish, invocation), invocation.env));
  try {
    await kubernetes.identity();
  } finally {
    kubernetes.close();
  }
}

export function selectionOf(
  wish: { readonly kubeconfigPath?: string | undefined; readonly context?: string | undefined },
  invocation: Invocation,
) {
  return {
    ...(wish.kubeconfigPath === undefined ? {} : { kubeconfigPath: resolve(invocation.cwd, wish.kubeconfigPath) }),
    ...(wish.context === undefined ? {} : { context: wish.context }),
  };
}

/** `kind-dev (https://127.0.0.1:6443)`. */
export function clusterText(
  cluster: RunCluster,
  embedded?: { readonly context: string; readonly server: string },
): string {
  switch (cluster.kind) {
    case 'embedded':
      return embedded === undefined ? 'embedded' : `${embedded.context} (${embedded.server})`;
    case 'kubeconfig':
      return `${cluster.context} (${cluster.server})`;
    case 'worker':
      return "the workers' own";
  }
}
