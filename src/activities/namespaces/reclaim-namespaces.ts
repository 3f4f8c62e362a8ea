import type { KubernetesClient, NamespaceRecord } from '../../kubernetes/index.ts';
import { keptUntilMsOf, ownerOf, runSelector, standingOf } from '../../kubernetes/index.ts';
import type { KeptNamespace } from '../../shared/namespace.ts';
import type { ActivityContext } from '../activity-context.ts';
import type { Activities, ReclaimNamespacesInput } from '../contract.ts';
import { deleteInBatches } from '../sweep/delete-in-batches.ts';
import { withHeartbeat } from '../heartbeat.ts';

interface Dependencies {
  readonly kubernetes: KubernetesClient;
  readonly activity: () => ActivityContext;
  /** For tests. */
  readonly now?: () => number;
}

export function reclaimNamespaces({
  kubernetes,
  activity,
  now = Date.now,
}: Dependencies): Activities['reclaimNamespaces'] {
  return async (input) => {
    const context = activity();
    const { signal } = context;
    return await withHeartbeat(context, async () => {
      // Also on another cluster than at the start: what was created there since is found by its owner just the same.
      const { uid } = await kubernetes.identity(signal);
      const records = await kubernetes.listNamespaces({ labelSelector: runSelector(input.runName), signal });
      const isOurs = ownershipOf(input);
      const ours = records.filter(isOurs);
      const terminating = ours.filter((record) => record.terminating);
      const there = ours.filter((record) => !record.terminating);
      const kept = there.flatMap((record) => keptOf(record, now()));
      const keptUids = new Set(kept.map(({ uid }) => uid));
      const { deleting, refused } = await deleteInBatches(
        kubernetes,
        there.filter(({ uid }) => !keptUids.has(uid)),
        signal,
      );
      return {
        found: [...terminating.map(({ name, uid: ownUid }) => ({ name, uid: ownUid })), ...deleting],
        refused,
        ...(kept.length === 0 ? {} : { kept }),
        clusterReplaced: uid !== input.cluster.uid,
      };
    });
  };
}

/** Empty when nobody asked for it to stay, or its time is up. */
function keptOf(record: NamespaceRecord, nowMs: number): KeptNamespace[] {
  const untilMs = keptUntilMsOf(record);
  const scenario = ownerOf(record)?.scenario;
  if (standingOf(record, nowMs) !== 'kept' || untilMs === undefined || scenario === undefined) return [];
  return [{ name: record.name, uid: record.uid, scenario, untilMs }];
}

/** The label only narrows the search; the annotations decide. */
function ownershipOf(input: ReclaimNamespacesInput): (record: NamespaceRecord) => boolean {
  const { workflowId, workflowIds } = input;
  const wanted = workflowId === undefined ? workflowIds && new Set(workflowIds) : new Set([workflowId]);
  return (record) => {
    const owner = ownerOf(record);
    if (owner === undefined || owner.temporalNamespaceId !== input.temporalNamespaceId) return false;
    if (owner.runName !== input.runName) return false;
    return wanted === undefined ? owner.workflowId.startsWith(input.workflowIdPrefix) : wanted.has(owner.workflowId);
  };
}
