import { setTimeout as sleep } from 'node:timers/promises';
import { LAST_DELETES_TIMEOUT_MS } from '../../shared/limits.ts';
import { scenarioIdPrefixOf } from '../../shared/names.ts';
import type { Invocation } from '../invocation.ts';
import type { RunCluster } from '../start/run-memo.ts';
import type { RunIdentity } from '../start/start-run.ts';

/**
 * A client whose local worker ends with it must leave before its run has been cleaned up: it sends every deletion
 * itself, without waiting for one to end. Best effort within two seconds, because it is about to be killed.
 */
export async function sendLastDeletes(invocation: Invocation, cluster: RunCluster, run: RunIdentity): Promise<void> {
  // The embedded cluster ends with the client as well, and its namespaces with it.
  if (cluster.kind !== 'kubeconfig') return;
  const { connectCluster, deleteWithPods, loadCluster, ownerOf, runSelector, standingOf } =
    await import('../../kubernetes/index.ts');
  const { kubeconfigPath, context } = cluster;
  const kubernetes = connectCluster(loadCluster({ context }, { ...invocation.env, KUBECONFIG: kubeconfigPath }));
  // The scenario executions of this very run; another installation may have a run of the same name.
  const owners = scenarioIdPrefixOf(run.workflowId, run.runId);
  const deletes = async () => {
    const namespaces = await kubernetes.listNamespaces({ labelSelector: runSelector(run.runName) });
    const ours = namespaces.filter(
      (namespace) =>
        ownerOf(namespace)?.workflowId.startsWith(owners) === true && standingOf(namespace, Date.now()) !== 'kept',
    );
    await Promise.allSettled(ours.map((namespace) => deleteWithPods(kubernetes, namespace)));
  };
  await Promise.race([deletes().catch(() => undefined), sleep(LAST_DELETES_TIMEOUT_MS)]);
  kubernetes.close();
}
