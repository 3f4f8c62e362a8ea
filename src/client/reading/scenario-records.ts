import type { FinishedScenario, RunningScenario } from '../../shared/run-progress.ts';
import type { ScenarioReport } from '../../shared/run-report.ts';
import type { ScenarioRecord } from '../formats/scenario-document.ts';
import type { OpenScenario } from './report-from-temporal.ts';

/** Where the log of a scenario lies on this machine; undefined: not here. */
export type LogOf = (resultName: string) => string | undefined;

/** From a run's report. Pure. */
export function reportedRecord(scenario: ScenarioReport, logOf: LogOf): ScenarioRecord {
  const { path, name, startedAtMs, finishedAtMs, outcome, resultName, keptUntilMs } = scenario;
  const { status, flaky, attempts, reason, message, exitCode } = outcome;
  const last = attempts.at(-1);
  const lastLine = last?.tail?.trimEnd().split('\n').at(-1)?.trim();
  return tidy({
    path,
    name,
    status,
    flaky,
    attemptCount: attempts.length,
    startedAtMs,
    durationMs: finishedAtMs - startedAtMs,
    reason,
    message,
    exitCode,
    diagnosis: attempts.findLast(({ diagnosis }) => diagnosis !== undefined)?.diagnosis,
    lastLine: lastLine === '' ? undefined : lastLine,
    log: attempts.length === 0 ? undefined : logOf(resultName),
    keptUntilMs,
  });
}

/** From what a run's worker tells of a scenario that has ended. Pure. */
export function finishedRecord(scenario: FinishedScenario & { diagnosis?: string }, logOf: LogOf): ScenarioRecord {
  const { path, status, flaky, attemptCount, durationMs, reason, message, exitCode, diagnosis, lastLine } = scenario;
  const log = attemptCount === 0 ? undefined : logOf(scenario.resultName);
  const told = { reason, message, exitCode, diagnosis, lastLine };
  return tidy({ path, status, flaky, attemptCount, durationMs, ...told, log });
}

export function runningRecord({ path, sinceMs }: RunningScenario, nowMs: number, log: string | undefined) {
  const durationMs = Math.max(0, nowMs - sinceMs);
  return tidy({ path, status: 'running', flaky: false, startedAtMs: sinceMs, durationMs, log });
}

/** Of one that Temporal alone tells of. Pure. */
export function openRecord({ path, sinceMs, resultName }: OpenScenario, nowMs: number, logOf: LogOf): ScenarioRecord {
  if (sinceMs !== undefined) return runningRecord({ path, sinceMs }, nowMs, logOf(resultName));
  return { path, status: 'waiting', flaky: false, durationMs: 0 };
}

/** Of what is planned and in none of the records. Pure. */
export function waitingRecords(
  planned: readonly { readonly path: string }[] = [],
  records: readonly ScenarioRecord[],
): ScenarioRecord[] {
  const known = new Set(records.map(({ path }) => path));
  return planned
    .filter(({ path }) => !known.has(path))
    .map(({ path }) => ({ path, status: 'waiting', flaky: false, durationMs: 0 }));
}

type Untidy = { readonly [K in keyof ScenarioRecord]: ScenarioRecord[K] | undefined };

function tidy(record: Untidy): ScenarioRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as ScenarioRecord;
}
