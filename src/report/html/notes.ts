import type { RunReport } from '../../shared/run-report.ts';
import { stuckAdvice, stuckReason } from '../../shared/stuck-text.ts';
import { shellWord } from '../../shared/shell-word.ts';
import { html, type Markup } from './markup.ts';
import { counted, timeText } from './moments.ts';

/** What people must know beside the outcomes: namespaces that are still there, and what this report leaves out. */
export function notes({ stuck, kept = [], notKept = [], omitted = [] }: RunReport): Markup {
  return html`${note(
    'stuck',
    counted(stuck.length, 'stuck namespace'),
    stuck.map(
      (each) =>
        html`<code>${each.name}</code> ${stuckReason(each)}<br /><code class="advice">${stuckAdvice(each)}</code>`,
    ),
  )}${note(
    'kept',
    `${counted(kept.length, 'namespace')} kept for a look`,
    kept.map(
      ({ name, scenario, untilMs }) =>
        html`<code>${name}</code> of ${scenario} until ${timeText(untilMs)}<br /><code class="advice"
            >kubectl get all -n ${shellWord(name)}</code
          >`,
    ),
  )}${note(
    'not-kept',
    `${counted(notKept.length, 'namespace')} could not be kept`,
    notKept.map(({ name, scenario, message }) => html`<code>${name}</code> of ${scenario}: ${message}`),
  )}${note(
    'omitted',
    'Left out of this report',
    omitted.map((sentence) => html`${sentence}`),
  )}`;
}

function note(name: string, title: string, items: readonly Markup[]): Markup | undefined {
  if (items.length === 0) return undefined;
  return html`<details class="notice ${name}" open>
    <summary>${title}</summary>
    <ul>
      ${items.map((item) => html`<li>${item}</li>`)}
    </ul>
  </details>`;
}
