import { lastLines } from '../shared/last-lines.ts';
import { STEP_SUMMARY_LOG_LINES } from '../shared/limits.ts';
import { oneLine } from '../shared/one-line.ts';
import type { OutcomeStatus, Totals } from '../shared/outcome.ts';
import type { RunReport, ScenarioReport } from '../shared/run-report.ts';
import { plainText } from './plain-text.ts';

/** A scenario as CI systems are told of it. */
export interface CiScenario {
  readonly path: string;
  readonly status: OutcomeStatus;
  /** One line: why it did not pass, or of a flaky one why it did not at first. */
  readonly reason: string;
  readonly durationMs: number;
  readonly attemptCount: number;
  /** What its namespace said. */
  readonly diagnosis?: string;
  /** The end of its log, at most STEP_SUMMARY_LOG_LINES lines, plain. */
  readonly tail?: string;
}

/** A run that has ended, as CI systems are told of it. */
export interface CiRun {
  readonly runName: string;
  readonly totals: Totals;
  readonly durationMs: number;
  readonly cancelled: boolean;
  /** Failed ones, then errored ones, each in the plan's order. */
  readonly failures: readonly CiScenario[];
  readonly flaky: readonly CiScenario[];
  /** Namespaces whose deletion did not end. */
  readonly stuckCount: number;
  readonly webUiUrl?: string;
}

const LINE_BYTES_MAX = 500;

export function ciRunOf(report: RunReport): CiRun {
  const { settings, scenarios } = report;
  const of = (status: OutcomeStatus) => scenarios.filter(({ outcome }) => outcome.status === status).map(failureOf);
  return {
    runName: report.runName,
    totals: report.totals,
    durationMs: report.finishedAtMs - report.startedAtMs,
    cancelled: report.cancelled,
    failures: [...of('failed'), ...of('errored')],
    flaky: scenarios.filter(({ outcome }) => outcome.flaky).map(flakyOf),
    stuckCount: report.stuck.length,
    ...(settings.webUiUrl === undefined ? {} : { webUiUrl: settings.webUiUrl }),
  };
}

function failureOf(scenario: ScenarioReport): CiScenario {
  const { outcome } = scenario;
  const last = outcome.attempts.at(-1);
  const tail = endOf(scenario.log?.tail ?? last?.tail ?? '');
  return {
    ...basicsOf(scenario),
    reason: oneLine(outcome.message ?? outcome.reason ?? outcome.status),
    ...(last?.diagnosis === undefined ? {} : { diagnosis: oneLine(last.diagnosis) }),
    ...(tail === '' ? {} : { tail }),
  };
}

function flakyOf(scenario: ScenarioReport): CiScenario {
  const failed = scenario.outcome.attempts.find(({ status }) => status === 'failed');
  return { ...basicsOf(scenario), reason: oneLine(failed?.message ?? failed?.reason ?? 'failed') };
}

function basicsOf({ path, startedAtMs, finishedAtMs, outcome }: ScenarioReport) {
  const { status, attempts } = outcome;
  return { path, status, durationMs: finishedAtMs - startedAtMs, attemptCount: attempts.length };
}

function endOf(text: string): string {
  return lastLines(plainText(text), { lines: STEP_SUMMARY_LOG_LINES, bytes: STEP_SUMMARY_LOG_LINES * LINE_BYTES_MAX })
    .tail;
}
