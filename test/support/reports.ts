import { summarize, type AttemptRecord, type ScenarioOutcome } from '../../src/shared/outcome.ts';
import type { RunSettings } from '../../src/shared/plan.ts';
import type { RunReport, ScenarioReport } from '../../src/shared/run-report.ts';

const STARTED_AT_MS = 1_700_000_000_000;

export function attemptOf(given: Partial<AttemptRecord> & Pick<AttemptRecord, 'status'>): AttemptRecord {
  const attempt = given.attempt ?? 1;
  return {
    attempt,
    namespace: `muster-a-${attempt}`,
    release: `a-${attempt}`,
    startedAtMs: STARTED_AT_MS,
    finishedAtMs: STARTED_AT_MS + 9_500,
    scriptMs: 1_000,
    ...given,
  };
}

export function scenarioReportOf(resultName: string, outcome: ScenarioOutcome): ScenarioReport {
  return {
    path: `${resultName}.sh`,
    resultName,
    workflowId: `muster-demo/${resultName}`,
    startedAtMs: STARTED_AT_MS,
    finishedAtMs: STARTED_AT_MS + 9_500,
    outcome,
  };
}

export function settingsOf(given: Partial<RunSettings> = {}): RunSettings {
  return {
    scenariosDir: '/scenarios',
    resultsDir: '/results',
    maxParallel: 4,
    timeoutMs: 60_000,
    retries: 0,
    infrastructureRetries: 3,
    skipExitCodes: [77],
    namespacePrefix: 'muster',
    access: 'cluster',
    stuckAfterMs: 300_000,
    workingDir: '/',
    ...given,
  };
}

export function runReportOf(scenarios: readonly ScenarioReport[], runId = 'run-1'): RunReport {
  return {
    version: 1,
    runName: 'demo',
    workflowId: 'muster-demo',
    runId,
    startedAtMs: STARTED_AT_MS,
    finishedAtMs: STARTED_AT_MS + 20_000,
    cancelled: false,
    cluster: { uid: 'u', server: 'https://127.0.0.1:6443', context: 'c' },
    settings: settingsOf(),
    totals: summarize(scenarios.map(({ outcome }) => outcome)),
    stuck: [],
    scenarios,
  };
}
