import { mark } from '../../report/html/kind.ts';
import { html, type Markup } from '../../report/html/markup.ts';
import { counted, countText, durationText } from '../../report/html/moments.ts';
import type { PhaseName } from '../../report/timeline/phases.ts';
import { TIMELINE_ROWS_MAX } from '../../shared/limits.ts';
import type { LimitChange } from '../../shared/run-report.ts';
import type { Bar } from './bars.ts';

const COLUMNS = ['Scenario', 'Outcome', 'Slot', 'Waited', 'Namespace', 'Script', 'Clean-up'] as const;

/** The timeline as a table, for those who cannot see it: the first TIMELINE_ROWS_MAX bars and all changes of the limit. */
export function timelineTable(bars: readonly Bar[], limits: readonly LimitChange[], runStartedAtMs: number): Markup {
  const shown = bars.slice(0, TIMELINE_ROWS_MAX);
  const left = bars.length - shown.length;
  const changes = limits.map(
    ({ atMs, limit }) =>
      html`<li>
        ${limit === 0 ? 'paused' : `limit ${countText(limit)}`} after ${durationText(atMs - runStartedAtMs)}
      </li>`,
  );
  return html`<div>
    ${
      changes.length === 0
        ? undefined
        : html`<ul class="note">
            ${changes}
          </ul>`
    }
    <div class="scroll" tabindex="0" role="group" aria-label="Timeline as a table">
      <table>
        <thead>
          <tr>
            ${COLUMNS.map((column, index) => html`<th scope="col" ${index > 1 ? html` class="number"` : undefined}>${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map((bar) => row(bar, runStartedAtMs))}
        </tbody>
      </table>
    </div>
    ${left > 0 ? html`<p class="note">${counted(left, 'more')}; search the list below to see them here.</p>` : undefined}
  </div>`;
}

function row({ row, kind, lane, startMs, phases }: Bar, runStartedAtMs: number): Markup {
  const took = (name: PhaseName) => {
    const ms = phases
      .filter((phase) => phase.name === name)
      .reduce((sum, phase) => sum + phase.endMs - phase.startMs, 0);
    return html`<td class="number">${ms === 0 ? '–' : durationText(ms)}</td>`;
  };
  return html`<tr>
    <th scope="row">${row.scenario.path}</th>
    <td>${mark(kind)}</td>
    <td class="number">${lane + 1}</td>
    <td class="number">${durationText(startMs - runStartedAtMs)}</td>
    ${took('namespace')}${took('script')}${took('cleanup')}
  </tr>`;
}
