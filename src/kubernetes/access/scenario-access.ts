import type { Connection } from '../requests/connection.ts';
import type { LoadedCluster } from '../configuration/load-cluster.ts';
import { accessEffective, grantAccess, roleGrantsSomething } from './namespace-access.ts';
import type { WaitOptions } from '../requests/poll.ts';
import { requestToken, type ScopedToken } from './token.ts';
import { writeScopedKubeconfig, type ScopedFiles } from '../configuration/write-kubeconfig.ts';

/** Credentials for one namespace: what a script gets with `access: namespace`. */
export interface ScenarioAccess {
  /** The scenario's ServiceAccount, bound to the role in this namespace; again is harmless. */
  grant(namespace: string, signal?: AbortSignal): Promise<void>;
  /** True once the API server lets the scenario's own token work in its namespace. */
  effective(namespace: string, options: WaitOptions): Promise<boolean>;
  /** Whether the role grants anything on this cluster; undefined when we may not look. */
  roleGrantsSomething(signal?: AbortSignal): Promise<boolean | undefined>;
  /** For SCOPED_TOKEN_LIFE_MS, or what the cluster grants of it. */
  requestToken(namespace: string, signal?: AbortSignal): Promise<ScopedToken>;
  /** Writes or replaces the token's file and the kubeconfig. Throws `Cluster.Misconfigured` when the CA is not readable. */
  writeFiles(files: ScopedFiles): Promise<void>;
}

export function scenarioAccess(connection: Connection, cluster: LoadedCluster): ScenarioAccess {
  return {
    grant: (namespace, signal) => grantAccess(connection, namespace, signal),
    effective: (namespace, options) => accessEffective(connection, cluster, namespace, options),
    roleGrantsSomething: (signal) => roleGrantsSomething(connection, signal),
    requestToken: (namespace, signal) => requestToken(connection, namespace, signal),
    // Read again each time, because servers and authorities are replaced in kubeconfigs too.
    writeFiles: async (files) => writeScopedKubeconfig(cluster.reload().selected, files),
  };
}
