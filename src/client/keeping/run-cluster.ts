import { delimiter } from 'node:path';
import type { KubernetesClient, LoadedCluster } from '../../kubernetes/index.ts';
import { localPartOf } from '../follow/revive.ts';
import type { Invocation } from '../invocation.ts';
import { usageError } from '../errors.ts';
import { loadWished } from '../start/choose-cluster.ts';
import { ensureServers } from '../start/local-servers.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { FoundRun } from '../temporal/find-run.ts';
import { kubectlFor, kubectlWith } from './kubectl-command.ts';

export interface RunClusterFlags {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** The cluster of a run, as a command reaches it that does without the run. */
export interface ReachedCluster {
  readonly kubernetes: KubernetesClient;
  /** As it is typed to look at it. */
  readonly kubectl: string;
}

/**
 * Opens the cluster that the flags name, else the one that the run was started on. Never another one: a run on
 * somebody else's workers needs the flags. Starts what belongs to this machine, the janitor's worker included.
 */
export async function withRunCluster<T>(
  invocation: Invocation,
  temporal: Temporal,
  run: FoundRun,
  flags: RunClusterFlags,
  use: (reached: ReachedCluster) => Promise<T>,
): Promise<T> {
  const { connectCluster } = await import('../../kubernetes/index.ts');
  const { loaded, kubectl } = await load(invocation, temporal, run, flags);
  const kubernetes = connectCluster(loaded);
  try {
    return await use({ kubernetes, kubectl });
  } finally {
    kubernetes.close();
  }
}

async function load(
  invocation: Invocation,
  temporal: Temporal,
  run: FoundRun,
  flags: RunClusterFlags,
): Promise<{ loaded: LoadedCluster; kubectl: string }> {
  const { kubeconfig: kubeconfigPath, context } = flags;
  if (kubeconfigPath !== undefined || context !== undefined) {
    const loaded = await loadWished({ kubeconfigPath, context }, invocation);
    return { loaded, kubectl: await kubectlWith(invocation, loaded.kubeconfigPaths.join(delimiter), loaded.context) };
  }
  const { loadCluster } = await import('../../kubernetes/index.ts');
  const cluster = run.memo?.cluster;
  const local = localPartOf(temporal, run.memo);
  switch (cluster?.kind) {
    case 'embedded': {
      const answer = local === undefined ? undefined : await ensureServers(invocation, local, false);
      const path = answer?.kubernetes?.kubeconfigPath;
      if (path === undefined) throw usageError('The embedded cluster of this run is not there', 'start it: muster up');
      return { loaded: loadCluster({ kubeconfigPath: path }, {}), kubectl: await kubectlFor(invocation, cluster) };
    }
    case 'kubeconfig': {
      const env = { ...invocation.env, KUBECONFIG: cluster.kubeconfigPath };
      const loaded = loadCluster({ context: cluster.context }, env);
      if (loaded.server !== cluster.server) throw moved(run, cluster.context, loaded.server, cluster.server);
      // Only for names and for the janitor: what is asked of the cluster does not need it.
      if (local !== undefined) await ensureServers(invocation, local, false).catch(() => undefined);
      return { loaded, kubectl: await kubectlFor(invocation, cluster) };
    }
    case 'worker':
    case undefined:
      throw usageError(
        `Nobody here knows the cluster of run "${run.runName}"`,
        'name it: --kubeconfig FILE, --context NAME',
        'it was started for workers that somebody else runs',
      );
  }
}

function moved(run: FoundRun, context: string, now: string, then: string) {
  return usageError(
    `Context "${context}" now points to ${now}, and run "${run.runName}" worked on ${then}`,
    'name the cluster of the run: --kubeconfig FILE, --context NAME',
  );
}
