import type { GoneProof, KubernetesClient } from '../../kubernetes/index.ts';
import { KubernetesError, pause } from '../../kubernetes/index.ts';
import { WATCH_RETRY_MS } from '../../shared/limits.ts';
import type { ActivityContext } from '../activity-context.ts';
import type { Activities, AwaitNamespacesGoneInput, AwaitNamespacesGoneResult } from '../contract.ts';
import { withHeartbeat } from '../heartbeat.ts';

interface Dependencies {
  readonly kubernetes: KubernetesClient;
  readonly activity: () => ActivityContext;
}

/** The shared watch says when to look, one LIST says what is true; at the end of the turn it is looked in any case. */
export function awaitNamespacesGone({ kubernetes, activity }: Dependencies): Activities['awaitNamespacesGone'] {
  return async (input) => {
    const { namespaces, turnMs, gatherMs = 0 } = input;
    if (namespaces.length === 0) return { gone: [], remaining: [], clusterReplaced: false };
    const context = activity();
    const { signal } = context;
    return await withHeartbeat(context, async () => {
      const endMs = Date.now() + turnMs;
      const leftMs = () => Math.max(0, endMs - Date.now());
      for (;;) {
        await kubernetes.vanished(namespaces, { timeoutMs: leftMs(), signal });
        // One proof for all that go at about the same time.
        await pause(Math.min(gatherMs, leftMs()), signal);
        const proof = await proveUntil(endMs, () => kubernetes.proveGone(namespaces, signal));
        const result = proof === undefined ? undefined : resultOf(input, proof);
        if (result !== undefined && leftMs() === 0) return await diagnosed(kubernetes, input, result, signal);
        if (result !== undefined && result.gone.length > 0) return result;
        // The sign was wrong or the cluster does not answer: not at once again.
        await pause(Math.min(WATCH_RETRY_MS, leftMs()), signal);
      }
    });
  };
}

/** A cluster that is away is a failure only when the turn is over. */
async function proveUntil(endMs: number, prove: () => Promise<GoneProof>): Promise<GoneProof | undefined> {
  try {
    return await prove();
  } catch (error) {
    if (error instanceof KubernetesError && error.retryable && Date.now() < endMs) return undefined;
    throw error;
  }
}

function resultOf({ namespaces, cluster }: AwaitNamespacesGoneInput, proof: GoneProof): AwaitNamespacesGoneResult {
  if (proof.clusterUid !== cluster.uid) {
    return { gone: namespaces.map(({ name }) => name), remaining: [], clusterReplaced: true };
  }
  return { gone: proof.gone, remaining: proof.remaining, clusterReplaced: false };
}

/** With what holds those that were asked for and are still there; the others are not kept waiting for it. */
async function diagnosed(
  kubernetes: KubernetesClient,
  { diagnose = [] }: AwaitNamespacesGoneInput,
  result: AwaitNamespacesGoneResult,
  signal: AbortSignal,
): Promise<AwaitNamespacesGoneResult> {
  const names = diagnose.filter((name) => result.remaining.some((namespace) => namespace.name === name));
  if (names.length === 0) return result;
  const found = await kubernetes.diagnose(names, signal);
  const remaining = result.remaining.map((namespace) => {
    const blockers = found.get(namespace.name);
    return blockers === undefined ? namespace : { ...namespace, blockers };
  });
  return { ...result, remaining };
}
