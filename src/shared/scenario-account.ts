/** The ServiceAccount in a scenario's own namespace whose token its script gets with `access: namespace`. */
export const SCENARIO_ACCOUNT = 'muster-scenario';

/** The ClusterRole that it is bound to there: every namespaced right but quotas, limits and the namespace itself. */
export const SCENARIO_ROLE = 'admin';

/** The name by which the API server knows it, also in its refusals. */
export function scenarioIdentity(namespace: string): string {
  return `system:serviceaccount:${namespace}:${SCENARIO_ACCOUNT}`;
}
