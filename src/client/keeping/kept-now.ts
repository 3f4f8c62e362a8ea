import type { LoadedCluster } from '../../kubernetes/index.ts';
import type { KeptNamespace } from '../../shared/namespace.ts';
import type { Invocation } from '../invocation.ts';
import type { FoundRun } from '../temporal/find-run.ts';

/**
 * What a run that has ended keeps as of now: since its end it may have been extended, released or deleted on time. As
 * recorded when the cluster cannot be asked from here; nothing is started for it.
 */
export async function keptNow(
  invocation: Invocation,
  run: FoundRun,
  recorded: readonly KeptNamespace[],
): Promise<readonly KeptNamespace[]> {
  if (recorded.length === 0) return recorded;
  const { connectCluster } = await import('../../kubernetes/index.ts');
  const { namespacesOfRun } = await import('./namespaces-of-run.ts');
  try {
    const loaded = await loadedOf(invocation, run);
    if (loaded === undefined) return recorded;
    const kubernetes = connectCluster(loaded);
    try {
      return (await namespacesOfRun(kubernetes, run)).flatMap(({ record, scenario, keptUntilMs }) =>
        keptUntilMs === undefined ? [] : [{ name: record.name, uid: record.uid, scenario, untilMs: keptUntilMs }],
      );
    } finally {
      kubernetes.close();
    }
  } catch {
    return recorded;
  }
}

async function loadedOf({ env }: Invocation, { memo }: FoundRun): Promise<LoadedCluster | undefined> {
  const { loadCluster } = await import('../../kubernetes/index.ts');
  switch (memo?.cluster.kind) {
    case 'embedded': {
      const { adminKubeconfigOf } = await import('../../local/index.ts');
      return loadCluster({ kubeconfigPath: adminKubeconfigOf(env) }, {});
    }
    case 'kubeconfig': {
      const { kubeconfigPath, context, server } = memo.cluster;
      const loaded = loadCluster({ context }, { ...env, KUBECONFIG: kubeconfigPath });
      return loaded.server === server ? loaded : undefined;
    }
    case 'worker':
    case undefined:
      return undefined;
  }
}
