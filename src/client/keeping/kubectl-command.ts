import { delimiter } from 'node:path';
import type { Invocation } from '../invocation.ts';
import type { RunCluster } from '../start/run-memo.ts';
import { shellWord } from '../../shared/shell-word.ts';

/** `kubectl` as it must be typed in this shell to reach the cluster of a run: with flags only where they are needed. */
export async function kubectlFor(invocation: Invocation, cluster: RunCluster | undefined): Promise<string> {
  switch (cluster?.kind) {
    case 'embedded': {
      const { adminKubeconfigOf } = await import('../../local/index.ts');
      return await kubectlWith(invocation, adminKubeconfigOf(invocation.env));
    }
    case 'kubeconfig':
      return await kubectlWith(invocation, cluster.kubeconfigPath, cluster.context);
    case 'worker':
    case undefined:
      // Somebody else's cluster: only whoever runs its workers knows how to reach it.
      return 'kubectl';
  }
}

/** The same where only `shown` things are looked at with it: without any, nothing is loaded for a word nobody reads. */
export async function kubectlToShow(
  invocation: Invocation,
  cluster: RunCluster | undefined,
  ...shown: readonly (readonly unknown[] | undefined)[]
): Promise<string> {
  const isShown = shown.some((things) => things !== undefined && things.length > 0);
  return isShown ? await kubectlFor(invocation, cluster) : 'kubectl';
}

/** Without a context: the file's current one. */
export async function kubectlWith(invocation: Invocation, kubeconfigPath: string, context?: string): Promise<string> {
  const { loadCluster } = await import('../../kubernetes/index.ts');
  const contextFlag = context === undefined ? '' : ` --context ${shellWord(context)}`;
  const current = loadOrNone(() => loadCluster({}, invocation.env));
  const wanted = loadOrNone(() =>
    loadCluster(context === undefined ? {} : { context }, { ...invocation.env, KUBECONFIG: kubeconfigPath }),
  );
  if (current !== undefined && wanted !== undefined) {
    const sameFiles = current.kubeconfigPaths.join(delimiter) === wanted.kubeconfigPaths.join(delimiter);
    if (sameFiles) return current.context === wanted.context ? 'kubectl' : `kubectl${contextFlag}`;
  }
  // The flag takes one file; a list of them only fits the variable. Empty: inside a pod, where nothing is needed.
  if (kubeconfigPath === '') return 'kubectl';
  return kubeconfigPath.includes(delimiter)
    ? `KUBECONFIG=${shellWord(kubeconfigPath)} kubectl${contextFlag}`
    : `kubectl --kubeconfig ${shellWord(kubeconfigPath)}${contextFlag}`;
}

function loadOrNone<T>(load: () => T): T | undefined {
  try {
    return load();
  } catch {
    return undefined;
  }
}
