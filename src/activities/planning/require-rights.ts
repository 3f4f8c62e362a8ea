import type { KubernetesClient } from '../../kubernetes/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { accessOf, type PlannedScenario, type RunSettings } from '../../shared/plan.ts';
import { requiredRights, rightText } from '../../shared/rights.ts';
import { permanentFailure } from '../failures.ts';

/**
 * Every right that the run will need, asked for before anything is made: otherwise each scenario would break on its
 * own, and a missing right to delete would be found when namespaces are there. Throws `Cluster.MissingRights`.
 */
export async function requireRights(
  kubernetes: Pick<KubernetesClient, 'missingRights'>,
  settings: RunSettings,
  scenarios: readonly PlannedScenario[],
  signal: AbortSignal,
): Promise<void> {
  const accesses = new Set(scenarios.map((scenario) => accessOf(scenario, settings)));
  const missing = await kubernetes.missingRights(requiredRights(settings, accesses), signal);
  if (missing.length === 0) return;
  throw permanentFailure(
    FailureType.ClusterMissingRights,
    `these credentials may not: ${missing.map(rightText).join(', ')}`,
  );
}
