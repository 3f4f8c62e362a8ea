import type { KubernetesClient } from '../../kubernetes/index.ts';
import { startDeadline } from '../../kubernetes/index.ts';
import { EXPIRED_SWEEP_TIMEOUT_MS } from '../../shared/limits.ts';
import { deleteInBatches } from './delete-in-batches.ts';
import type { OwnerRegistry } from './orphan-judgement.ts';
import { findExpired, orphansAmong } from './orphan-judgement.ts';

type SweepClient = Pick<KubernetesClient, 'listNamespaces' | 'deleteNamespace' | 'deletePods'>;

/**
 * What every run does for others before it starts: asks for the deletion of namespaces that are past their hard
 * expiry, whoever left them, and waits for none; our own only when their owner has ended, too. Costs one LIST where
 * there are none. Best effort: never rejects, and ends after EXPIRED_SWEEP_TIMEOUT_MS or with the signal, whichever
 * comes first.
 */
export async function sweepExpired(
  kubernetes: SweepClient,
  registry: OwnerRegistry,
  signal: AbortSignal,
  options: { readonly nowMs?: number; readonly timeoutMs?: number } = {},
): Promise<void> {
  const { nowMs = Date.now(), timeoutMs = EXPIRED_SWEEP_TIMEOUT_MS } = options;
  const deadline = startDeadline(timeoutMs, signal);
  try {
    const expired = await findExpired(kubernetes, nowMs, deadline.signal);
    if (expired.length === 0) return;
    const orphans = await orphansAmong(expired, registry, nowMs, deadline.signal);
    await deleteInBatches(kubernetes, orphans, deadline.signal, { onlyUnchanged: true });
  } catch {
    // The janitor, the next run and the CronJob ask again; a run must not fail for what others left.
  } finally {
    deadline.clear();
  }
}
