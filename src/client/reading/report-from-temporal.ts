import { outcomeWithoutAttempt, summarize } from '../../shared/outcome.ts';
import type { RunReport, ScenarioReport } from '../../shared/run-report.ts';
import { resultOf } from '../follow/run-closing.ts';
import type { RunClosing } from '../follow/run-closing.ts';
import { runReader } from '../follow/run-reader.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { FoundRun } from '../temporal/find-run.ts';
import { readAll } from './at-once.ts';
import type { ReadScenario } from './read-scenario.ts';
import { readScenario } from './read-scenario.ts';
import type { WholePlan } from './read-whole-plan.ts';
import { readWholePlan } from './read-whole-plan.ts';

/** A report without logs, diagnostics and history: those lie only in the results directory. */
export interface PartialReport {
  readonly report: RunReport;
  /** Scenarios that have no outcome yet; they are not in the report. */
  readonly open: readonly OpenScenario[];
  /** Scenarios of a run with shards whose names nobody here knows; they are in neither. */
  readonly unknownCount: number;
}

export interface OpenScenario {
  readonly path: string;
  readonly resultName: string;
  readonly workflowId: string;
  /** Absent: it waits for a slot. */
  readonly sinceMs?: number;
}

/**
 * As much of a run's report as Temporal alone can tell: the plan from the run's history, outcomes and attempts from the
 * executions of its scenarios. Needs no worker. Undefined for a run that has no plan.
 */
export async function reportFromTemporal(temporal: Temporal, run: FoundRun): Promise<PartialReport | undefined> {
  const whole = await readWholePlan(temporal, run);
  if (whole === undefined) return undefined;
  const closing = run.status === 'RUNNING' ? undefined : await runReader(temporal, run.workflowId, run.runId).closing();
  const read = await readAll(whole.scenarios, (scenario) => readScenario(temporal, run, scenario));
  return partialReport(run, whole, read, closing);
}

/** Pure. `read` is in the plan's order. */
export function partialReport(
  run: FoundRun,
  { plan, scenarios: planned, unknownCount }: Pick<WholePlan, 'plan' | 'scenarios' | 'unknownCount'>,
  read: readonly ReadScenario[],
  closing: RunClosing | undefined,
): PartialReport {
  const scenarios: ScenarioReport[] = [];
  const open: OpenScenario[] = [];
  for (const [index, scenario] of planned.entries()) {
    const each = read[index];
    if (each === undefined) continue;
    const { path, resultName } = scenario;
    if (each.kind === 'ended') scenarios.push(each.report);
    else if (each.kind === 'running')
      open.push({ path, resultName, workflowId: each.workflowId, sinceMs: each.sinceMs });
    else if (closing === undefined) open.push({ path, resultName, workflowId: each.workflowId });
    else scenarios.push(neverStarted(run, { path, resultName, workflowId: each.workflowId }, closing));
  }
  const result = closing === undefined ? undefined : resultOf(closing);
  const { environmentFile: _environmentFile, ...settings } = plan.settings;
  const { runName, workflowId, runId, startedAtMs } = run;
  const report: RunReport = {
    version: 1,
    runName,
    workflowId,
    runId,
    startedAtMs,
    finishedAtMs: run.closedAtMs ?? Date.now(),
    cancelled: closing?.kind === 'cancelled',
    cluster: plan.cluster,
    settings,
    // The run's own count wins: it knows why something never started.
    totals: result?.totals ?? summarize(scenarios.map(({ outcome }) => outcome)),
    stuck: result?.stuck ?? [],
    ...(result?.kept === undefined ? {} : { kept: result.kept }),
    ...(result?.notKept === undefined ? {} : { notKept: result.notKept }),
    omitted: [
      'made from Temporal alone: logs, diagnostics and earlier outcomes lie in the results directory',
      ...(open.length === 0 ? [] : [`${open.length} scenarios have no outcome yet`]),
      ...(unknownCount === 0 ? [] : [`${unknownCount} scenarios never started, and their names are not known here`]),
    ],
    scenarios,
  };
  return { report, open, unknownCount };
}

/** The run has closed and never gave it a slot: its report on disk says why. */
function neverStarted(
  run: FoundRun,
  identity: Pick<ScenarioReport, 'path' | 'resultName' | 'workflowId'>,
  closing: RunClosing,
): ScenarioReport {
  const atMs = run.closedAtMs ?? run.startedAtMs;
  const outcome =
    closing.kind === 'completed' || closing.kind === 'failed'
      ? outcomeWithoutAttempt('skipped', 'not-started', 'the run ended without it')
      : outcomeWithoutAttempt('cancelled', 'cancelled', 'cancelled with its run, before it started');
  return { ...identity, startedAtMs: atMs, finishedAtMs: atMs, outcome };
}
