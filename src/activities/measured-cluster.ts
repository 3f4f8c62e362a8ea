import type { KubernetesClient, NamespaceRecord } from '../kubernetes/index.ts';
import { KubernetesError, managedSelector, ownerOf } from '../kubernetes/index.ts';
import { STUCK_AFTER_MS_MIN } from '../shared/limits.ts';
import type { Metrics } from './metrics.ts';

/** The same cluster; what it answers is measured on the way. Costs no request. */
export function measuredCluster(
  kubernetes: KubernetesClient,
  metrics: Metrics,
  options: { readonly stuckAfterMs?: number } = {},
): KubernetesClient {
  const { stuckAfterMs = STUCK_AFTER_MS_MIN } = options;

  /** From a look at all of them: what one worker's own run waits for is not the whole. */
  function countDeleting(deleting: readonly NamespaceRecord[]): void {
    const nowMs = Date.now();
    const isStuck = ({ deletedAtMs = nowMs }: NamespaceRecord) => nowMs - deletedAtMs > stuckAfterMs;
    const stuckCount = deleting.filter(isStuck).length;
    metrics.stuckNamespaces.set(stuckCount);
    metrics.drainingNamespaces.set(deleting.length - stuckCount);
  }

  return {
    ...kubernetes,
    async listNamespaces(request = {}) {
      const records = await kubernetes.listNamespaces(request);
      if (request.labelSelector === managedSelector) {
        countDeleting(records.filter((record) => record.terminating && ownerOf(record) !== undefined));
      }
      return records;
    },
    async proveGone(refs, signal) {
      const proof = await kubernetes.proveGone(refs, signal);
      countDeleting(proof.deleting);
      return proof;
    },
    async deleteNamespace(ref, signal) {
      try {
        const answer = await kubernetes.deleteNamespace(ref, signal);
        metrics.deletions.add(1, { answer });
        return answer;
      } catch (error) {
        const isRefused = error instanceof KubernetesError && !error.retryable;
        metrics.deletions.add(1, { answer: isRefused ? 'refused' : 'failed' });
        throw error;
      }
    },
  };
}
