import type { ScenarioReport } from '../../shared/run-report.ts';
import type { EndedScenario } from '../contract.ts';

/** Records lie where scripts can write: one that says something else than the run itself was not written by it. */
export function isTrue({ outcome }: Pick<ScenarioReport, 'outcome'>, ended: EndedScenario['ended']): boolean {
  if (ended === undefined) return true;
  const { status, exitCode, flaky, reason } = outcome;
  return status === ended.status && exitCode === ended.exitCode && flaky === ended.flaky && reason === ended.reason;
}
