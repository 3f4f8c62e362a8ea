import type { PlannedScenario } from './plan.ts';
import type { ScenarioReport } from './run-report.ts';

/** What is known of a scenario only when it has ended. */
export type ScenarioEnd = Pick<ScenarioReport, 'workflowId' | 'startedAtMs' | 'finishedAtMs' | 'outcome'> & {
  readonly keptUntilMs?: number | undefined;
};

/** The record of a scenario: what was planned, and how it ended. */
export function scenarioReportOf(scenario: PlannedScenario, { keptUntilMs, ...end }: ScenarioEnd): ScenarioReport {
  const { path, resultName, name, tags, component, version, estimatedMs } = scenario;
  const { workflowId, startedAtMs, finishedAtMs, outcome } = end;
  return {
    path,
    resultName,
    workflowId,
    startedAtMs,
    finishedAtMs,
    outcome,
    ...(name === undefined ? {} : { name }),
    ...(tags === undefined ? {} : { tags }),
    ...(component === undefined ? {} : { component }),
    ...(version === undefined ? {} : { version }),
    ...(estimatedMs === undefined ? {} : { estimatedMs }),
    ...(keptUntilMs === undefined ? {} : { keptUntilMs }),
  };
}
