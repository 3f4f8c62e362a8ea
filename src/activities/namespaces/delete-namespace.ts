import type { KubernetesClient } from '../../kubernetes/index.ts';
import { isKubernetesError, isSameOwner, ownerOf } from '../../kubernetes/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import type { ActivityContext } from '../activity-context.ts';
import type { Activities, DeleteNamespaceInput } from '../contract.ts';
import { passingFailure, permanentFailure } from '../failures.ts';
import { withHeartbeat } from '../heartbeat.ts';

interface Dependencies {
  readonly kubernetes: KubernetesClient;
  readonly activity: () => ActivityContext;
}

export function deleteNamespace({ kubernetes, activity }: Dependencies): Activities['deleteNamespace'] {
  return async (input) => {
    const context = activity();
    const { signal } = context;
    return await withHeartbeat(context, async () => {
      const { name, podsTimeoutMs } = input;
      // A known uid is proof enough: the API server compares it, and a stranger's namespace has another.
      const uid = input.uid ?? (await findOurs(kubernetes, input, signal));
      if (uid === undefined) return { podsGone: true };
      if ((await kubernetes.deleteNamespace({ name, uid }, signal)) === 'gone') return { podsGone: true };
      return { uid, podsGone: await endPods(kubernetes, name, podsTimeoutMs, signal) };
    });
  };
}

/** The uid of what an earlier create has left; `undefined` when it can be believed that there is nothing. */
async function findOurs(
  kubernetes: KubernetesClient,
  { name, owner, createMayArriveUntilMs = 0 }: DeleteNamespaceInput,
  signal: AbortSignal,
): Promise<string | undefined> {
  const there = await kubernetes.getNamespace(name, signal);
  if (there === undefined) {
    const untilMs = createMayArriveUntilMs - Date.now();
    if (untilMs <= 0) return undefined;
    // A failure and not a wait: it holds no slot of the worker meanwhile and outlives it.
    throw passingFailure(FailureType.ClusterNotFound, `namespace ${name} may still be on its way`, untilMs);
  }
  if (isSameOwner(ownerOf(there), owner)) return there.uid;
  throw permanentFailure(FailureType.NamespaceNotOurs, `namespace ${name} belongs to somebody else`);
}

/**
 * After the namespace's own deletion was accepted nothing new can be created in it, so its pods are deleted once.
 * Without the right to touch pods the namespace controller does it alone, and nobody can say when.
 */
async function endPods(
  kubernetes: KubernetesClient,
  name: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const hadPods = await kubernetes.deletePods(name, signal);
    return !hadPods || (await kubernetes.podsGone(name, { timeoutMs, signal }));
  } catch (error) {
    if (isKubernetesError(error, FailureType.ClusterForbidden)) return false;
    throw error;
  }
}
