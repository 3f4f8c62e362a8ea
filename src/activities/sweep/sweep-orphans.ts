import type { KubernetesClient, KubernetesError, NamespaceRecord } from '../../kubernetes/index.ts';
import { managedSelector, ownerOf, standingOf } from '../../kubernetes/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import {
  JANITOR_DELETIONS_MAX,
  JANITOR_DUE_SLACK_MS,
  JANITOR_LISTED_MAX,
  STUCK_AFTER_MS_MIN,
} from '../../shared/limits.ts';
import type { StuckNamespace } from '../../shared/namespace.ts';
import { refusalDelayMs } from '../../shared/refusal-delay.ts';
import type { ActivityContext } from '../activity-context.ts';
import type { Activities, RefusedOrphan, SweepResult } from '../contract.ts';
import { deleteInBatches } from './delete-in-batches.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { orphansAmong, type OwnerRegistry } from './orphan-judgement.ts';

interface Dependencies {
  readonly kubernetes: KubernetesClient;
  readonly activity: () => ActivityContext;
  readonly temporalServer: OwnerRegistry;
  /** For tests. */
  readonly now?: () => number;
}

/** See {@link Activities.sweepOrphans}: one LIST, one question per claimed namespace, two requests per orphan. */
export function sweepOrphans(dependencies: Dependencies): Activities['sweepOrphans'] {
  const { kubernetes, activity, temporalServer, now = Date.now } = dependencies;
  return async ({ refusedBefore = [] } = {}) => {
    const context = activity();
    const { signal } = context;
    return await withHeartbeat(context, async () => {
      const nowMs = now();
      const records = await kubernetes.listNamespaces({ labelSelector: managedSelector, signal });
      const before = new Map(refusedBefore.map((refusal) => [refusal.uid, refusal]));
      const present = records.filter((record) => !record.terminating);
      const waiting = present.flatMap((record) => backingOff(before.get(record.uid), record, nowMs));
      const waitingUids = new Set(waiting.map(({ uid }) => uid));
      const candidates = present.filter(({ uid }) => !waitingUids.has(uid));
      const orphans = await orphansAmong(candidates, temporalServer, nowMs, signal);
      const asked = orphans.slice(0, JANITOR_DELETIONS_MAX);
      // Temporal was asked in between, and whoever kept one meanwhile comes first.
      const options = { isRefusal: isOnlyThisOne, onlyUnchanged: true };
      const { deleting, refused } = await deleteInBatches(kubernetes, asked, signal, options);
      const refusals = [...waiting, ...refused.map((orphan) => refusedAgain(orphan, before.get(orphan.uid), nowMs))];
      const stuck = records.filter((record) => isStuck(record, nowMs)).map(stuckOf);
      return {
        examinedCount: records.length,
        deleted: deleting,
        ...listed(refusals, stuck, orphans.length - asked.length),
        keptCount: present.filter((record) => standingOf(record, nowMs) === 'kept').length,
      };
    });
  };
}

/** The refusal that still holds, unless the namespace is kept meanwhile: then it is no orphan. */
function backingOff(before: RefusedOrphan | undefined, record: NamespaceRecord, nowMs: number): RefusedOrphan[] {
  if (before === undefined || before.nextTryAtMs <= nowMs + JANITOR_DUE_SLACK_MS) return [];
  const standing = standingOf(record, nowMs);
  return standing === 'expired' || standing === 'claimed' ? [before] : [];
}

function refusedAgain(orphan: StuckNamespace, before: RefusedOrphan | undefined, nowMs: number): RefusedOrphan {
  const refusalCount = (before?.refusalCount ?? 0) + 1;
  return { ...orphan, refusalCount, nextTryAtMs: nowMs + refusalDelayMs(refusalCount) };
}

/**
 * An answer that is an error concerns this namespace (a right, a webhook), and the next sweep is its next try. Without
 * an answer, or with credentials that have run out, nothing can be deleted: then the sweep itself is tried again.
 */
function isOnlyThisOne({ code, type }: KubernetesError): boolean {
  return code !== undefined && type !== FailureType.ClusterUnauthorized;
}

function isStuck(record: NamespaceRecord, nowMs: number): boolean {
  const { deletedAtMs } = record;
  if (deletedAtMs === undefined || ownerOf(record) === undefined) return false;
  return nowMs - deletedAtMs > STUCK_AFTER_MS_MIN;
}

function stuckOf({ name, uid, conditions }: NamespaceRecord): StuckNamespace {
  return { name, uid, reason: FailureType.NamespaceStuck, conditions };
}

/** Those refused most often first: whose back-off is forgotten is asked for every time. */
function listed(
  refusals: readonly RefusedOrphan[],
  stuck: readonly StuckNamespace[],
  postponedCount: number,
): Pick<SweepResult, 'refused' | 'stuck' | 'unlistedCount'> {
  const refused = refusals.toSorted((left, right) => right.refusalCount - left.refusalCount);
  const beyond = (list: readonly unknown[]) => Math.max(0, list.length - JANITOR_LISTED_MAX);
  return {
    refused: refused.slice(0, JANITOR_LISTED_MAX),
    stuck: stuck.slice(0, JANITOR_LISTED_MAX),
    unlistedCount: beyond(refused) + beyond(stuck) + postponedCount,
  };
}
