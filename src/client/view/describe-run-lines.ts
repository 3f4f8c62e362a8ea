import type { ReadRun } from '../reading/read-run.ts';
import type { ScenarioRecord } from '../formats/scenario-document.ts';
import { wordCounts } from './counts.ts';
import { field } from './describe-lines.ts';
import { durationText } from './duration.ts';
import { signs } from './finished-line.ts';
import { oneLine } from './fit.ts';
import type { KeptLook } from './kept-lines.ts';
import { keptLines, notKeptLines } from './kept-lines.ts';
import type { Paint } from './paint.ts';
import { shardsText } from './shards-text.ts';
import { stuckLines } from './stuck-lines.ts';

export interface RunLook extends KeptLook {
  readonly webUi?: string | undefined;
  /** As the reader would type it. */
  readonly resultsDir?: string | undefined;
}

/** More of them are what `muster results` is for. */
const SCENARIOS_SHOWN = 20;

/** All about a run. Pure. */
export function runLines(read: ReadRun, look: RunLook, paint: Paint): string[] {
  const { runName, state, startedAtMs, closedAtMs, totals, report, progress } = read;
  const settings = report?.settings ?? read.plan?.settings;
  const cluster = report?.cluster ?? read.plan?.cluster;
  const limits = (report?.limits ?? [])
    .slice(1)
    .map(({ atMs, limit }) => `${limit === 0 ? 'paused' : limit} ${timeText(atMs)}`);
  const failures = read.scenarios.filter(({ status }) => status === 'failed' || status === 'errored');
  const flaky = read.scenarios.filter((scenario) => scenario.flaky);
  return [
    `${paint('bold', `run ${runName}`)}  ${state}`,
    ...field('started', new Date(startedAtMs).toISOString(), paint),
    ...field(
      closedAtMs === undefined ? 'running' : 'took',
      durationText((closedAtMs ?? look.nowMs) - startedAtMs),
      paint,
    ),
    ...field('cluster', cluster === undefined ? undefined : oneLine(`${cluster.context} (${cluster.server})`), paint),
    ...field('scenarios', totals === undefined ? undefined : countsText(read, paint), paint),
    ...field('shards', progress === undefined ? undefined : shardsText(progress), paint),
    ...field('directory', settings === undefined ? undefined : oneLine(settings.scenariosDir), paint),
    ...field(
      'settings',
      settings === undefined
        ? undefined
        : `${progress?.limit ?? settings.maxParallel} at once, retries ${settings.retries}, timeout ${durationText(settings.timeoutMs)}, access ${settings.access}`,
      paint,
    ),
    ...field('limits', limits.join(', '), paint),
    ...field('results', look.resultsDir, paint),
    ...field('web ui', look.webUi, paint),
    ...section('failed', failures, paint),
    ...section('flaky', flaky, paint),
    ...stuckLines(report?.stuck ?? progress?.stuck ?? [], paint, look.kubectl),
    ...notKeptLines(report?.notKept ?? progress?.notKept, paint),
    ...keptLines(runName, report?.kept ?? progress?.kept ?? [], look),
    ...(read.source === 'report' ? (report?.omitted ?? []) : []).map((sentence) => `! ${oneLine(sentence)}`),
  ];
}

function countsText({ totals, scenarios }: ReadRun, paint: Paint): string {
  const counts = totals === undefined || totals.total === 0 ? [] : [wordCounts(totals, paint)];
  const open = (['running', 'waiting'] as const).flatMap((state) => {
    const count = scenarios.filter(({ status }) => status === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return [...counts, ...open].join(', ');
}

function section(title: string, scenarios: readonly ScenarioRecord[], paint: Paint): string[] {
  if (scenarios.length === 0) return [];
  const more = scenarios.length - SCENARIOS_SHOWN;
  return [
    '',
    paint('bold', title),
    ...scenarios.slice(0, SCENARIOS_SHOWN).flatMap((scenario) => scenarioLines(scenario, paint)),
    ...(more > 0 ? [`  … and ${more} more: muster results`] : []),
  ];
}

function scenarioLines({ status, path, message, reason, diagnosis }: ScenarioRecord, paint: Paint): string[] {
  if (status === 'running' || status === 'waiting') return [];
  const { sign, style } = signs[status];
  const why = status === 'passed' ? '' : `  ${oneLine(message ?? reason ?? '')}`;
  return [
    `  ${paint(style, sign)} ${oneLine(path)}${why}`,
    ...(diagnosis === undefined ? [] : [`    ${oneLine(diagnosis)}`]),
  ];
}

function timeText(atMs: number): string {
  return `from ${new Date(atMs).toISOString()}`;
}
