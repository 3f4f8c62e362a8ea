import { FailureType } from './failure-types.ts';
import type { AttemptRecord } from './outcome.ts';

/** Two budgets, counted apart: a scenario's own failures and those of the infrastructure around it. */
export interface RetryBudget {
  /** Attempts added for failed scripts, 0 and up. */
  readonly retries: number;
  /** Attempts added for errored ones, taken names included, 0 and up. */
  readonly infrastructureRetries: number;
}

/** Failures that another attempt in a fresh namespace cannot mend. */
const permanentTypes: ReadonlySet<string> = new Set([
  FailureType.ScenarioChanged,
  FailureType.ScenarioCannotStart,
  FailureType.ResultsUnwritable,
  FailureType.NamespaceInvalidManifest,
  FailureType.ClusterUnauthorized,
  FailureType.ClusterForbidden,
  FailureType.ClusterRejected,
  FailureType.ClusterMisconfigured,
]);

/** Whether the budget of the last attempt's kind allows one more. True when there was none yet. */
export function deservesAnother(
  attempts: readonly Pick<AttemptRecord, 'status' | 'reason'>[],
  budget: RetryBudget,
): boolean {
  const last = attempts.at(-1);
  if (last === undefined) return true;
  const count = attempts.filter((attempt) => attempt.status === last.status).length;
  switch (last.status) {
    case 'failed':
      return count <= budget.retries;
    case 'errored':
      return !permanentTypes.has(last.reason ?? '') && count <= budget.infrastructureRetries;
    case 'passed':
    case 'skipped':
    case 'cancelled':
      return false;
  }
}
