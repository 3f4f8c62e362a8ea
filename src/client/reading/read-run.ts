import { isAbsolute } from 'node:path';
import type { RunPlace } from '../../results/index.ts';
import type { Totals } from '../../shared/outcome.ts';
import type { RunPlan } from '../../shared/plan.ts';
import type { RunProgress } from '../../shared/run-progress.ts';
import type { RunReport } from '../../shared/run-report.ts';
import type { RunClosing } from '../follow/run-closing.ts';
import { resultOf } from '../follow/run-closing.ts';
import { runReader } from '../follow/run-reader.ts';
import type { ScenarioRecord } from '../formats/scenario-document.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { FoundRun } from '../temporal/find-run.ts';
import { workerAdvice } from '../temporal/pollers.ts';
import { findReport } from './find-report.ts';
import type { ReadMemory } from './read-progress.ts';
import { newMemory, readProgress } from './read-progress.ts';
import type { KnownScenario } from './read-whole-plan.ts';
import { readWholePlan } from './read-whole-plan.ts';
import { reportFromTemporal } from './report-from-temporal.ts';
import type { RunState } from './run-state.ts';
import { reportedState, runStateOf } from './run-state.ts';
import { finishedRecord, openRecord, reportedRecord, runningRecord, waitingRecords } from './scenario-records.ts';

/** A run, with as much of it as can be read from here. */
export interface ReadRun {
  readonly runName: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly startedAtMs: number;
  readonly closedAtMs?: number;
  readonly state: RunState;
  /** `report`: from its results directory, complete; `temporal`: what its worker and its history tell. */
  readonly source: 'report' | 'temporal';
  readonly scenarios: readonly ScenarioRecord[];
  readonly totals?: Totals;
  readonly resultsDir?: string;
  /** Where its logs lie; absent: not on this machine. */
  readonly place?: RunPlace;
  /** Brings what there is of a scenario's logs to that place, from an artifact store; absent: all of them are there. */
  readonly bringLog?: (resultName: string) => Promise<void>;
  /** Its results lie in an artifact store, and none is configured here. */
  readonly isInUnknownStore?: true;
  /** Also of a run that is read from Temporal, without logs then; absent while its worker tells more. */
  readonly report?: RunReport;
  readonly closing?: RunClosing;
  readonly progress?: RunProgress;
  readonly plan?: RunPlan;
  /** What it planned, those of its shards included, as far as that is known here. */
  readonly planned?: readonly KnownScenario[];
  readonly found?: FoundRun;
  /** The stem of a scenario's files; undefined: nobody could tell. */
  readonly resultNameOf: (path: string) => string | undefined;
  /** For people: why less can be told than there is. */
  readonly notices: readonly string[];
}

/**
 * From its report when that is on this machine, else from its worker, else from Temporal alone. With the `memory` of an
 * earlier read of the same run, its worker is asked only for what is new.
 */
export async function readRun(temporal: Temporal, found: FoundRun, memory = newMemory()): Promise<ReadRun> {
  const isOpen = found.status === 'RUNNING';
  const closing = isOpen ? undefined : await runReader(temporal, found.workflowId, found.runId).closing();
  const resultsDir = (closing === undefined ? undefined : resultOf(closing)?.resultsDir) ?? found.memo?.resultsDir;
  if (closing !== undefined && resultsDir !== undefined && isAbsolute(resultsDir)) {
    const onDisk = await findReport(resultsDir, found.runId).catch(() => undefined);
    if (onDisk !== undefined) return { ...reported(onDisk.report, onDisk, resultsDir), ...withClosing(found, closing) };
  }
  const progress = await readProgress(temporal, found, { scope: 'all', memory });
  return progress === undefined
    ? await withoutWorker(temporal, found, closing, resultsDir)
    : await fromWorker(temporal, found, closing, progress, memory);
}

/** From a report on this machine. */
export function reported(report: RunReport, place: RunPlace, resultsDir: string): ReadRun {
  const { runName, workflowId, runId, startedAtMs, finishedAtMs, totals } = report;
  return {
    runName,
    workflowId,
    runId,
    startedAtMs,
    closedAtMs: finishedAtMs,
    state: reportedState(report),
    source: 'report',
    scenarios: report.scenarios.map((scenario) => reportedRecord(scenario, place.log)),
    totals,
    resultsDir,
    place,
    report,
    resultNameOf: namesIn(report.scenarios),
    notices: [],
  };
}

/** What the run's workflow itself says of its end wins over its report, which lies where scripts can write. */
function withClosing(found: FoundRun, closing: RunClosing) {
  const totals = resultOf(closing)?.totals;
  return { found, closing, state: runStateOf(found.status, closing), ...(totals === undefined ? {} : { totals }) };
}

async function fromWorker(
  temporal: Temporal,
  found: FoundRun,
  closing: RunClosing | undefined,
  progress: RunProgress,
  memory: ReadMemory,
): Promise<ReadRun> {
  const nowMs = Date.now();
  const { resultsDir, totals } = progress;
  const place = closing === undefined ? await placeOf(resultsDir, found.runId) : undefined;
  const logOf = (resultName: string) => place?.log(resultName);
  const whole = memory.plan ?? (await readWholePlan(temporal, found));
  if (whole?.unknownCount === 0) memory.plan = whole;
  const resultNameOf = namesIn([...(whole?.scenarios ?? []), ...progress.finished]);
  const records = [
    ...progress.finished.map((scenario) => finishedRecord(scenario, logOf)),
    ...progress.running.map((running) => {
      const resultName = running.resultName ?? resultNameOf(running.path);
      return runningRecord(running, nowMs, resultName === undefined ? undefined : logOf(resultName));
    }),
  ];
  const waiting = closing === undefined ? waitingRecords(whole?.scenarios, records) : [];
  const unknownCount = closing === undefined ? (whole?.unknownCount ?? 0) : 0;
  return {
    ...headOf(found, closing, progress),
    scenarios: [...records, ...waiting],
    totals,
    resultsDir,
    progress,
    resultNameOf,
    notices: [
      ...(closing === undefined || place !== undefined ? [] : [elsewhere(resultsDir)]),
      ...notYetKnown(unknownCount),
      ...(progress.notices ?? []),
    ],
    ...(place === undefined ? {} : { place }),
    ...(whole === undefined ? {} : { plan: whole.plan, planned: whole.scenarios }),
  };
}

async function withoutWorker(
  temporal: Temporal,
  found: FoundRun,
  closing: RunClosing | undefined,
  dirOfMemo: string | undefined,
): Promise<ReadRun> {
  const nowMs = Date.now();
  const partial = await reportFromTemporal(temporal, found);
  const head = headOf(found, closing);
  const away = closing === undefined ? workerAdvice(found.taskQueue) : [];
  if (partial === undefined) return { ...head, scenarios: [], resultNameOf: () => undefined, notices: away };
  const { report, open, unknownCount } = partial;
  const resultsDir = report.settings.resultsDir;
  const place = closing === undefined ? await placeOf(resultsDir, found.runId) : undefined;
  const logOf = (resultName: string) => place?.log(resultName);
  return {
    ...head,
    scenarios: [
      ...report.scenarios.map((scenario) => reportedRecord(scenario, logOf)),
      ...open.map((scenario) => openRecord(scenario, nowMs, logOf)),
    ],
    totals: report.totals,
    resultsDir,
    report,
    resultNameOf: namesIn([...report.scenarios, ...open]),
    notices: [...(closing === undefined ? away : [elsewhere(dirOfMemo ?? resultsDir)]), ...notYetKnown(unknownCount)],
    ...(place === undefined ? {} : { place }),
  };
}

function namesIn(scenarios: readonly { readonly path: string; readonly resultName: string }[]) {
  const names = new Map(scenarios.map(({ path, resultName }) => [path, resultName]));
  return (path: string) => names.get(path);
}

function headOf(found: FoundRun, closing: RunClosing | undefined, progress?: RunProgress) {
  const { runName, workflowId, runId, startedAtMs, closedAtMs } = found;
  return {
    runName,
    workflowId,
    runId,
    startedAtMs,
    ...(closedAtMs === undefined ? {} : { closedAtMs }),
    state: runStateOf(found.status, closing, progress),
    source: 'temporal' as const,
    found,
    ...(closing === undefined ? {} : { closing }),
  };
}

/** Only when the directory is that run's on this machine, and not one of the same name. */
async function placeOf(resultsDir: string, runId: string): Promise<RunPlace | undefined> {
  if (!isAbsolute(resultsDir)) return undefined;
  const { currentPlace, isResultsOf } = await import('../../results/index.ts');
  return (await isResultsOf(resultsDir, runId)) ? currentPlace(resultsDir) : undefined;
}

/** Of a run with shards whose results directory is elsewhere. */
function notYetKnown(count: number): string[] {
  return count === 0
    ? []
    : [`${count} scenarios wait in shards that have not opened; their names are known there only`];
}

function elsewhere(resultsDir: string): string {
  return `its report is not on this machine (${resultsDir} there), so this is what Temporal tells`;
}
