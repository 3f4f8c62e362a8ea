import type { KubernetesClient, NamespaceRecord } from '../kubernetes/index.ts';
import { ownerOf, runSelector } from '../kubernetes/index.ts';
import type { ActivityContext } from './activity-context.ts';
import type { Activities, ReclaimNamespacesInput } from './contract.ts';
import { deleteInBatches } from './delete-in-batches.ts';
import { withHeartbeat } from './heartbeat.ts';

interface Dependencies {
  readonly kubernetes: KubernetesClient;
  readonly activity: () => ActivityContext;
}

export function reclaimNamespaces({ kubernetes, activity }: Dependencies): Activities['reclaimNamespaces'] {
  return async (input) => {
    const context = activity();
    const { signal } = context;
    return await withHeartbeat(context, async () => {
      // Also on another cluster than at the start: what was created there since is found by its owner just the same.
      const { uid } = await kubernetes.identity(signal);
      const records = await kubernetes.listNamespaces({ labelSelector: runSelector(input.runName), signal });
      const ours = records.filter((record) => isOfRun(record, input));
      const terminating = ours.filter((record) => record.terminating);
      const { deleting, refused } = await deleteInBatches(
        kubernetes,
        ours.filter((record) => !record.terminating),
        signal,
      );
      return {
        found: [...terminating.map((record) => ({ name: record.name, uid: record.uid })), ...deleting],
        refused,
        clusterReplaced: uid !== input.cluster.uid,
      };
    });
  };
}

/** The label only narrows the search; the annotations decide. */
function isOfRun(record: NamespaceRecord, input: ReclaimNamespacesInput): boolean {
  const owner = ownerOf(record);
  if (owner === undefined || owner.temporalNamespaceId !== input.temporalNamespaceId) return false;
  if (owner.runName !== input.runName) return false;
  return input.workflowId === undefined
    ? owner.workflowId.startsWith(input.workflowIdPrefix)
    : owner.workflowId === input.workflowId;
}
