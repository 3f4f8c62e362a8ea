import type { EnsureRequest } from '../../local/index.ts';
import type { RunCluster } from './run-memo.ts';
import type { TemporalTarget } from '../temporal/temporal-target.ts';

/**
 * What must run on this machine for a run on that cluster: nothing when its workers are somebody else's and its
 * Temporal too. `configured` is absent when the local Temporal serves.
 */
export function localRequestOf(cluster: RunCluster, configured: TemporalTarget | undefined): EnsureRequest | undefined {
  const temporal = configured === undefined;
  const temporalEnv = configured?.env ?? {};
  switch (cluster.kind) {
    case 'embedded':
      return { temporal, kubernetes: 'workloads', worker: { cluster: 'embedded', temporalEnv } };
    case 'kubeconfig': {
      const { kubeconfigPath, context, server } = cluster;
      return { temporal, worker: { cluster: { kubeconfigPath, context, server }, temporalEnv } };
    }
    case 'worker':
      return temporal ? { temporal } : undefined;
  }
}
