import { join } from 'node:path';
import type { KeptNamespace } from '../../shared/namespace.ts';
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
import type { KeptLook } from './kept-lines.ts';
import { keptLines, notKeptLines, stillKept } from './kept-lines.ts';
import { stuckLines } from './stuck-lines.ts';

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
  /** What is kept as of now; absent: what the run's end found. */
  readonly kept?: readonly KeptNamespace[];
  /** How to get at what is kept; absent: as far as can be told without it. */
  readonly look?: KeptLook;
}

/** Every time is still to come. */
const NO_LOOK: KeptLook = { nowMs: 0, kubectl: 'kubectl' };

/** The last lines of a run: failures with their logs, what is left behind, counts, where results are. Pure. */
export function summaryLines(state: SummaryState, paint: Paint): string[] {
  const result = resultOf(state.closing) ?? state.progress?.result;
  const totals = result?.totals ?? whatWasRead(state.progress);
  const { look = NO_LOOK } = state;
  const kept = stillKept(state.kept ?? result?.kept ?? state.progress?.kept, look.nowMs);
  return [
    ...state.failures.flatMap((scenario) => failureLines(scenario, state.resultsDir, paint)),
    ...closingLines(state, paint),
    ...stuckLines(result?.stuck ?? state.progress?.stuck ?? [], paint, look.kubectl),
    ...notKeptLines(result?.notKept ?? state.progress?.notKept, paint),
    ...(result?.resultsProblem === undefined
      ? []
      : [`${paint('red', '!')} results are incomplete: ${oneLine(result.resultsProblem)}`]),
    ...(totals === undefined ? [] : [totalsLine(totals, state.elapsedMs, paint)]),
    ...(result === undefined ? [] : [namespacesLine(result, kept.length)]),
    ...keptLines(state.runName, kept, look),
    ...(totals === undefined ? [] : [`results: ${oneLine(state.resultsDir)}`]),
  ];
}

/** A run that failed before it had a plan has nothing to count. */
function whatWasRead(progress: RunProgress | undefined): Totals | undefined {
  return progress === undefined || progress.plannedCount === 0 ? undefined : progress.totals;
}

function namespacesLine({ namespacesLeft, cleanupProblem }: RunResult, keptCount: number): string {
  const kept = keptCount === 0 ? '' : `, kept: ${keptCount}`;
  return cleanupProblem === undefined
    ? `namespaces left: ${namespacesLeft}${kept}`
    : `namespaces left: at least ${namespacesLeft}, because the last look at the cluster failed: ${oneLine(cleanupProblem)}`;
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
  return scenario.attemptCount === 0
    ? [head]
    : [head, `  log ${oneLine(join(resultsDir, `${scenario.resultName}.log`))}`];
}

const LAPSED = 'cancelled itself: nobody renewed its lease (Run.LeaseLapsed)';

function closingLines({ closing, runName, progress }: SummaryState, paint: Paint): string[] {
  switch (closing.kind) {
    case 'completed':
      return [];
    case 'failed':
      // Failed scenarios speak for themselves; a run that failed otherwise has only this sentence.
      if (closing.result !== undefined) return [];
      return [...errorLines(failureError(closing.type, closing.message), paint, false).lines];
    case 'cancelled':
      return [paint('yellow', `run ${runName} ${progress?.leaseLapsed === true ? LAPSED : 'was cancelled'}`)];
    case 'terminated':
      return [
        `${paint('red', '✗')} run ${runName} was terminated: ${oneLine(closing.message)}`,
        '  its namespaces are removed by its scenarios or by the janitor; muster cleanup shows what is there',
      ];
    case 'timed-out':
      return [`${paint('red', '✗')} run ${runName} was ended by a time limit of Temporal`];
  }
}
