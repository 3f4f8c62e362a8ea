import { resolve, delimiter } from 'node:path';
import type { LoadedCluster } from '../../kubernetes/index.ts';
import { ClientError, clientErrorOf } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import type { ClusterWish } from '../options/cluster-wish.ts';
import type { RunCluster } from './run-memo.ts';

/**
 * Turns the wish into one cluster, by name and address. Nothing is sent to it. There is no other cluster to fall back
 * to: throws as {@link loadWished} does.
 */
export async function chooseCluster(wish: ClusterWish, invocation: Invocation): Promise<RunCluster> {
  if (wish.kind !== 'kubeconfig') return { kind: wish.kind };
  const loaded = await loadWished(wish, invocation);
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
  const { connectCluster } = await import('../../kubernetes/index.ts');
  const kubernetes = connectCluster(await loadWished(wish, invocation));
  try {
    await kubernetes.identity();
  } finally {
    kubernetes.close();
  }
}

interface KubeconfigWish {
  readonly kubeconfigPath?: string | undefined;
  readonly context?: string | undefined;
}

/**
 * The context that is wished for. Throws `Cluster.NoContext` or `Cluster.Misconfigured`: exit 3 when this machine has
 * none, exit 2 when a flag names one that there is not.
 */
export async function loadWished(wish: KubeconfigWish, invocation: Invocation): Promise<LoadedCluster> {
  const { loadCluster } = await import('../../kubernetes/index.ts');
  try {
    return loadCluster(selectionOf(wish, invocation), invocation.env);
  } catch (error) {
    throw wronglyNamed(error, wish) ?? error;
  }
}

function wronglyNamed(error: unknown, { kubeconfigPath, context }: KubeconfigWish): ClientError | undefined {
  const known = clientErrorOf(error);
  if (known === undefined || (kubeconfigPath === undefined && context === undefined)) return undefined;
  const file = kubeconfigPath === undefined ? '' : ` --kubeconfig ${kubeconfigPath}`;
  return new ClientError(known.message, {
    type: known.type,
    fix:
      context === undefined
        ? 'name a kubeconfig that can be used: --kubeconfig FILE'
        : `name a context that there is: kubectl config get-contexts -o name${file}`,
    exitCode: ExitCode.Usage,
  });
}

function selectionOf(wish: KubeconfigWish, invocation: Invocation) {
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
