import { FailureType } from '../../shared/failure-types.ts';
import type { ScenarioOutcome, Totals } from '../../shared/outcome.ts';
import { outcomeWithoutAttempt } from '../../shared/outcome.ts';
import type { RunSettings } from '../../shared/plan.ts';

/** What becomes of scenarios that have not started, once as many failed or errored as the run allows. Pure. */
export function atFailureLimit({ failed, errored }: Totals, { maxFailures }: RunSettings): ScenarioOutcome | undefined {
  const count = failed + errored;
  if (maxFailures === undefined || count < maxFailures) return undefined;
  const text = `not started: ${count} had failed or errored, and the run was to end after ${maxFailures}`;
  return outcomeWithoutAttempt('skipped', FailureType.RunMaxFailures, text);
}
