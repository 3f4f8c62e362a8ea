import type {
  ContainerDiagnosis,
  Diagnostics,
  EventDiagnosis,
  PodDiagnosis,
  WorkloadDiagnosis,
} from '../../shared/diagnostics.ts';
import { logBlock } from './log.ts';
import { html, type Markup, type Part } from './markup.ts';
import { timeText } from './moments.ts';

/** What a failed attempt's namespace held before it was deleted. Parts without contents are left out. */
export function diagnosticsSection(diagnostics: Diagnostics): Markup {
  const { attempt, namespace, collectedAtMs, pods, events, workloads, logs, omitted } = diagnostics;
  const isEmpty = [pods, events, workloads, logs, omitted].every(({ length }) => length === 0);
  return html`<section class="diagnostics">
    <h4>Namespace after attempt ${attempt}</h4>
    <p class="note"><code>${namespace}</code> at ${timeText(collectedAtMs)}${isEmpty ? ': no pods, no events' : ''}</p>
    ${
      omitted.length === 0
        ? undefined
        : html`<ul class="note">
            ${omitted.map((sentence) => html`<li>${sentence}</li>`)}
          </ul>`
    }
    ${table('Pods', ['Pod', 'Phase', 'Ready', 'Restarts', 'Why'], pods.map(podRow))}
    ${table('Events', ['Type', 'Reason', 'Object', 'Message', 'Count'], events.map(eventRow))}
    ${table('Workloads that are not as they should be', ['Workload', 'State', 'Conditions'], workloads.map(workloadRow))}
    ${logs.map(
      ({ pod, container, previous, tail }) =>
        html`<details>
          <summary>Log of <code>${pod}/${container}</code>${previous ? ' before its restart' : ''}</summary>
          ${logBlock(tail, `Log of ${pod}/${container}`)}
        </details>`,
    )}
  </section>`;
}

type Row = readonly [Part, ...Part[]];

function table(caption: string, columns: readonly string[], rows: readonly Row[]): Markup | undefined {
  if (rows.length === 0) return undefined;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([head, ...cells]) =>
            html`<tr>
              <th scope="row">${head}</th>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function podRow({ name, phase, ready, reason, message, containers }: PodDiagnosis): Row {
  const restarts = containers.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const own = reason === undefined && message === undefined ? [] : [[reason, message].filter(isText).join(': ')];
  const why = [...own, ...containers.map(containerText).filter(isText)];
  return [
    html`<code>${name}</code>`,
    phase,
    ready ? 'yes' : 'no',
    restarts,
    why.map((line) => html`<div>${line}</div>`),
  ];
}

function containerText({ name, image, reason, message, exitCode }: ContainerDiagnosis): string | undefined {
  if (reason === undefined) return undefined;
  const exit = exitCode === undefined ? '' : ` (exit ${exitCode})`;
  const text = message === undefined ? '' : `: ${message}`;
  return `${name}: ${reason}${exit}${text} – ${image}`;
}

function eventRow({ type, reason, object, message, count }: EventDiagnosis): Row {
  return [type, reason, html`<code>${object}</code>`, message, `${count}×`];
}

function workloadRow({ kind, name, state, conditions }: WorkloadDiagnosis): Row {
  const texts = conditions.map(({ type, status, reason, message }) =>
    [`${type}=${status}`, reason, message].filter(isText).join(' – '),
  );
  return [html`<code>${kind}/${name}</code>`, state, texts.map((line) => html`<div>${line}</div>`)];
}

function isText(part: string | undefined): part is string {
  return part !== undefined && part !== '';
}
