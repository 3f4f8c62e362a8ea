import { HTML_REASONS_SHOWN_COUNT } from '../../shared/limits.ts';
import type { RunReport } from '../../shared/run-report.ts';
import { concurrencyOf } from '../timeline/concurrency.ts';
import { countsOf, KINDS, needsALook, signOf, type Kind } from './kind.ts';
import { html, type Markup, type Part } from './markup.ts';
import { counted, countText, durationText, timeText } from './moments.ts';

/** The run's name, its verdict, its counts, and the figures that people ask for first. */
export function summary(report: RunReport): Markup {
  const counts = countsOf(report.totals);
  return html`<header class="summary">
    <p class="run">${report.runName}</p>
    <h1 class="${verdictKind(report)}">${verdict(report)}</h1>
    <div class="proportions" aria-hidden="true">
      ${KINDS.map((kind) =>
        counts[kind] > 0 ? html`<i class="${kind}" style="flex-grow:${counts[kind]}"></i>` : undefined,
      )}
    </div>
    <ul class="counts" aria-label="Outcomes">
      ${KINDS.filter((kind) => counts[kind] > 0).map((kind) => countItem(kind, counts[kind]))}
    </ul>
    ${figures(report)} ${reasons(report)}
  </header>`;
}

export function verdictKind({ totals, cancelled, stuck }: RunReport): Kind {
  if (totals.failed > 0) return 'failed';
  if (totals.errored > 0 || stuck.length > 0) return 'errored';
  if (cancelled || totals.cancelled > 0) return 'cancelled';
  return totals.passed > 0 ? 'passed' : 'skipped';
}

function verdict({ totals, cancelled }: RunReport): string {
  const bad = totals.failed + totals.errored;
  const all = counted(totals.total, 'scenario');
  const end = cancelled ? '; the run was cancelled' : '';
  if (totals.total === 0) return `No scenarios${end}`;
  if (bad > 0) return `${countText(bad)} of ${all} did not pass${end}`;
  if (cancelled) return `Cancelled after ${countText(totals.passed)} of ${all} had passed`;
  const ran = totals.total - totals.skipped - totals.cancelled;
  if (ran === 0) return `None of ${all} ran`;
  if (ran < totals.total) return `${countText(totals.passed)} of ${all} passed, none failed`;
  return totals.total === 1 ? 'The scenario passed' : `All ${all} passed`;
}

function countItem(kind: Kind, count: number): Markup {
  return html`<li>
    <a href="#q=status%3A${kind}" class="count ${kind}"
      ><span class="sign" aria-hidden="true">${signOf(kind)}</span> <b>${countText(count)}</b> ${kind}</a
    >
  </li>`;
}

function figures(report: RunReport): Markup {
  const { startedAtMs, finishedAtMs, cluster, settings, scenarios } = report;
  const wallMs = finishedAtMs - startedAtMs;
  const intervals = scenarios.map((each) => ({ startMs: each.startedAtMs, endMs: each.finishedAtMs }));
  const { peak, mean, cumulativeMs } = concurrencyOf(intervals, wallMs);
  const facts: readonly (readonly [string, Part])[] = [
    ['Started', timeText(startedAtMs)],
    ['Took', durationText(wallMs)],
    ['One after another', durationText(cumulativeMs)],
    ['At once', `mean ${mean.toFixed(1)}, peak ${countText(peak)}`],
    ['Cluster', cluster.context],
    ['Workflow', workflowLink(report.workflowId, settings.webUiUrl)],
  ];
  return html`<dl class="facts">
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** Only http and https: a record can be written by others, and `javascript:` would run here. */
function workflowLink(workflowId: string, url?: string): Markup {
  if (url === undefined || !/^https?:\/\//i.test(url)) return html`<code>${workflowId}</code>`;
  return html`<a href="${url}" rel="noreferrer">${workflowId}</a>`;
}

/** What failed scenarios have in common, most frequent first. Nothing when all fail for one reason or none does. */
function reasons({ scenarios }: RunReport): Markup | undefined {
  const counts = new Map<string, number>();
  for (const { outcome } of scenarios) {
    if (!needsALook(outcome)) continue;
    const reason = outcome.reason ?? 'no reason known';
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  if (counts.size < 2) return undefined;
  const sorted = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const rest = sorted.length - HTML_REASONS_SHOWN_COUNT;
  return html`<p class="reasons">
    <span>Why</span> ${sorted
      .slice(0, HTML_REASONS_SHOWN_COUNT)
      .map(
        ([reason, count]) =>
          html`<a href="#q=${encodeURIComponent(`reason:${quoted(reason)}`)}"
            >${reason} <b>${countText(count)}</b></a
          > `,
      )}${rest > 0 ? html`<span>and ${counted(rest, 'more reason')}</span>` : undefined}
  </p>`;
}

function quoted(text: string): string {
  return /\s/.test(text) ? `"${text}"` : text;
}
