import { join } from 'node:path';
import type { StuckNamespace } from '../../shared/namespace.ts';
import type { Totals } from '../../shared/outcome.ts';
import type { FinishedScenario, RunProgress, RunResult } from '../../shared/run-progress.ts';
import type { RunClosing } from '../follow/run-closing.ts';
import { resultOf } from '../follow/run-closing.ts';
import { failureError } from '../errors.ts';
import { wordCounts } from './counts.ts';
import { durationText } from './duration.ts';
import { errorLines } from './error-lines.ts';
import { reasonOf, signs } from './finished-line.ts';
import { oneLine } from './fit.ts';
import type { Paint } from './paint.ts';

export interface SummaryState {
  readonly runName: string;
  readonly closing: RunClosing;
  /** The last that was read; absent when no worker ever answered. */
  readonly progress?: RunProgress;
  /** Failed and errored scenarios, in the order in which they finished. */
  readonly failures: readonly FinishedScenario[];
  readonly elapsedMs: number;
  /** As people should read it: relative to where they are. */
  readonly resultsDir: string;
}

/** The last lines of a run: failures with their logs, what is left behind, counts, where results are. Pure. */
export function summaryLines(state: SummaryState, paint: Paint): string[] {
  const result = resultOf(state.closing) ?? state.progress?.result;
  const totals = result?.totals ?? whatWasRead(state.progress);
  return [
    ...state.failures.flatMap((scenario) => failureLines(scenario, state.resultsDir, paint)),
    ...closingLines(state, paint),
    ...stuckLines(result?.stuck ?? state.progress?.stuck ?? [], paint),
    ...(result?.resultsProblem === undefined
      ? []
      : [`${paint('red', '!')} results are incomplete: ${result.resultsProblem}`]),
    ...(totals === undefined ? [] : [totalsLine(totals, state.elapsedMs, paint)]),
    ...(result === undefined ? [] : [namespacesLine(result)]),
    ...(totals === undefined ? [] : [`results: ${state.resultsDir}`]),
  ];
}

/** A run that failed before it had a plan has nothing to count. */
function whatWasRead(progress: RunProgress | undefined): Totals | undefined {
  return progress === undefined || progress.plannedCount === 0 ? undefined : progress.totals;
}

function namespacesLine({ namespacesLeft, cleanupProblem }: RunResult): string {
  return cleanupProblem === undefined
    ? `namespaces left: ${namespacesLeft}`
    : `namespaces left: at least ${namespacesLeft}, because the last look at the cluster failed: ${cleanupProblem}`;
}

function totalsLine(totals: Totals, elapsedMs: number, paint: Paint): string {
  const noun = totals.total === 1 ? 'scenario' : 'scenarios';
  return `${totals.total} ${noun}: ${wordCounts(totals, paint)} in ${durationText(elapsedMs)}`;
}

function failureLines(scenario: FinishedScenario, resultsDir: string, paint: Paint): string[] {
  const { sign, style } = signs[scenario.status];
  // What the script said last often says why, without opening its log.
  const said = scenario.lastLine === undefined ? '' : ` · ${oneLine(scenario.lastLine)}`;
  const head = `${paint(style, sign)} ${oneLine(scenario.path)}  ${reasonOf(scenario)}${said}`;
  // A scenario that never got as far as an attempt has no log.
  return scenario.attemptCount === 0 ? [head] : [head, `  log ${join(resultsDir, `${scenario.resultName}.log`)}`];
}

function closingLines({ closing, runName }: SummaryState, paint: Paint): string[] {
  switch (closing.kind) {
    case 'completed':
      return [];
    case 'failed':
      // Failed scenarios speak for themselves; a run that failed otherwise has only this sentence.
      if (closing.result !== undefined) return [];
      return [...errorLines(failureError(closing.type, closing.message), paint, false).lines];
    case 'cancelled':
      return [paint('yellow', `run ${runName} was cancelled`)];
    case 'terminated':
      return [
        `${paint('red', '✗')} run ${runName} was terminated: ${closing.message}`,
        '  its namespaces are removed by its scenarios or by the janitor; muster cleanup shows what is there',
      ];
    case 'timed-out':
      return [`${paint('red', '✗')} run ${runName} was ended by a time limit of Temporal`];
  }
}

function stuckLines(stuck: readonly StuckNamespace[], paint: Paint): string[] {
  return stuck.flatMap((namespace) => [
    `${paint('red', '!')} stuck namespace ${namespace.name}  ${namespace.reason}`,
    ...namespace.conditions.map((condition) => `  ${condition.type}: ${oneLine(condition.message)}`),
  ]);
}
