import type { HistoryEntry } from '../../shared/history.ts';
import { flakeRateOf } from '../../shared/history.ts';
import { HISTORY_SHOWN_COUNT } from '../../shared/limits.ts';
import type { AttemptRecord } from '../../shared/outcome.ts';
import type { ScenarioReport } from '../../shared/run-report.ts';
import { diagnosticsLines } from './diagnostics-lines.ts';
import { durationText } from './duration.ts';
import { signs } from './finished-line.ts';
import { oneLine } from './fit.ts';
import type { Paint } from './paint.ts';

const LABEL_WIDTH = 11;

/** `  log        test-results/a.log`; nothing without a value. */
export function field(label: string, value: string | undefined, paint: Paint): string[] {
  return value === undefined || value === '' ? [] : [`  ${paint('dim', label.padEnd(LABEL_WIDTH))}${value}`];
}

/** What a reader of a scenario needs beside its record. */
export interface ScenarioLook {
  /** As it is typed to reach the run's cluster from here. */
  readonly kubectl: string;
  /** Where the log lies, as the reader would type it; absent: not on this machine. */
  readonly log?: string | undefined;
  readonly attemptLog: (attempt: number) => string | undefined;
  readonly webUi?: string | undefined;
  readonly reproduce?: string | undefined;
  readonly nowMs: number;
}

/** All about a scenario that has its outcome. Pure. */
export function scenarioLines(scenario: ScenarioReport, look: ScenarioLook, paint: Paint): string[] {
  const { outcome, history, name, tags, estimatedMs, keptUntilMs } = scenario;
  const { sign, style } = signs[outcome.status];
  const { attempts } = outcome;
  const said = [outcome.reason, outcome.message].filter((part) => part !== undefined).map(oneLine);
  const tookMs = scenario.finishedAtMs - scenario.startedAtMs;
  const expected = estimatedMs === undefined ? '' : `, expected ${durationText(estimatedMs)}`;
  const diagnosis = attempts.findLast((attempt) => attempt.diagnosis !== undefined)?.diagnosis;
  return [
    `${paint(style, `${sign} ${outcome.status}`)}  ${oneLine(scenario.path)}${outcome.flaky ? paint('yellow', '  flaky') : ''}`,
    ...field('name', name === undefined ? undefined : oneLine(name), paint),
    ...field('tags', tags?.map(oneLine).join(', '), paint),
    ...field('reason', said.join(': '), paint),
    ...field('diagnosis', diagnosis === undefined ? undefined : oneLine(diagnosis), paint),
    ...field('took', `${durationText(tookMs)}${expected}`, paint),
    ...field('history', historyText(history, paint), paint),
    ...field('log', look.log, paint),
    ...field('web ui', look.webUi, paint),
    ...field('reproduce', look.reproduce, paint),
    ...attempts.flatMap((attempt) => attemptLines(attempt, scenario, look, attempts.at(-1) === attempt, paint)),
    ...(keptUntilMs === undefined || keptUntilMs <= look.nowMs
      ? []
      : field('kept', `until ${new Date(keptUntilMs).toISOString()}`, paint)),
  ];
}

function attemptLines(
  attempt: AttemptRecord,
  scenario: ScenarioReport,
  look: ScenarioLook,
  isLast: boolean,
  paint: Paint,
): string[] {
  const { namespace, message, reason, status, startedAtMs, tail } = attempt;
  const diagnostics = scenario.diagnostics?.find((each) => each.attempt === attempt.attempt);
  const why = message ?? reason;
  return [
    '',
    `${paint('bold', `attempt ${attempt.attempt}`)}  ${paint(signs[status].style, status)}${why === undefined ? '' : `  ${oneLine(why)}`}`,
    ...field('started', new Date(startedAtMs).toISOString(), paint),
    ...field('phases', phasesText(attempt), paint),
    ...field('namespace', oneLine(namespace), paint),
    ...field('look', isKept(scenario, look) && isLast ? `${look.kubectl} get all -n ${namespace}` : undefined, paint),
    ...field('log', isLast ? undefined : look.attemptLog(attempt.attempt), paint),
    ...(diagnostics === undefined ? [] : diagnosticsLines(diagnostics, paint).map((line) => `  ${line}`)),
    ...(tail === undefined || tail.trim() === '' ? [] : [`  ${paint('dim', 'last lines')}`, ...tailLines(tail)]),
  ];
}

function isKept({ keptUntilMs = 0 }: ScenarioReport, { nowMs }: ScenarioLook): boolean {
  return keptUntilMs > nowMs;
}

/** `namespace 1.2s · script 3.4s · clean-up 5s`: as far as the record tells. Pure. */
function phasesText(attempt: AttemptRecord): string {
  const { startedAtMs, namespaceReadyAtMs, scriptEndedAtMs, finishedAtMs, scriptMs } = attempt;
  const phase = (name: string, fromMs: number | undefined, toMs: number | undefined) =>
    fromMs === undefined || toMs === undefined ? [] : [`${name} ${durationText(toMs - fromMs)}`];
  const known = [
    ...phase('namespace', startedAtMs, namespaceReadyAtMs),
    ...phase('script', namespaceReadyAtMs, scriptEndedAtMs),
    ...phase('clean-up', scriptEndedAtMs, finishedAtMs),
  ];
  if (known.length > 0) return known.join(' · ');
  const script = scriptMs === undefined ? '' : `script ${durationText(scriptMs)} of `;
  return `${script}${durationText(finishedAtMs - startedAtMs)}`;
}

const TAIL_LINES_SHOWN = 20;

function tailLines(tail: string): string[] {
  return tail
    .trimEnd()
    .split('\n')
    .slice(-TAIL_LINES_SHOWN)
    .map((line) => `  │ ${line}`);
}

/** `✓✓✗✓ (oldest first), flaky in 25 %`; flaky ones are `±`. Pure. */
function historyText(history: readonly HistoryEntry[] | undefined, paint: Paint): string | undefined {
  if (history === undefined || history.length === 0) return undefined;
  const strip = history
    .slice(-HISTORY_SHOWN_COUNT)
    .map(({ status, flaky }) => (flaky ? paint('yellow', '±') : paint(signs[status].style, signs[status].sign)))
    .join('');
  const rate = flakeRateOf(history);
  return rate === undefined || rate === 0 ? strip : `${strip}  flaky in ${Math.round(rate * 100)} % of its runs`;
}
