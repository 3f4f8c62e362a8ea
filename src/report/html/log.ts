import type { ScenarioReport } from '../../shared/run-report.ts';
import { logLines } from './log-text.ts';
import { html, Markup } from './markup.ts';
import { counted, sizeText } from './moments.ts';

/** What there is of a scenario's log. */
export interface ShownLog {
  readonly text: string;
  /** Lines before its first, for the numbers; undefined when nobody counted them. */
  readonly omittedLines?: number;
  /** What is shown and where the rest is, in a sentence. */
  readonly note: string;
}

/** Its excerpt, else the end of its last attempt's output; undefined when there was no output. */
export function logOf(scenario: ScenarioReport): ShownLog | undefined {
  const { log, outcome, resultName } = scenario;
  const file = `${resultName}.log`;
  if (log !== undefined && log.tail !== '') {
    const { tail: text, omittedLines } = log;
    if (omittedLines === 0) return { text, omittedLines, note: `Complete, ${sizeText(log.bytes)}, as in ${file}.` };
    const note = `${counted(omittedLines, 'line')} before this left out. All ${sizeText(log.bytes)} are in ${file}.`;
    return { text, omittedLines, note };
  }
  const tail = outcome.attempts.at(-1)?.tail;
  return tail === undefined || tail === ''
    ? undefined
    : { text: tail, note: `The end of the output; all of it is in ${file}.` };
}

/** A log that can be read without a script; the page makes a viewer of it. */
export function logSection({ text, note }: ShownLog): Markup {
  return html`<section class="log">
    <h4>Log</h4>
    <p class="note">${note}</p>
    ${logBlock(text)}
  </section>`;
}

/** Lines as they are, with their colours. It can be scrolled, so the keyboard must reach it. */
export function logBlock(text: string, label = 'Log'): Markup {
  const lines = new Markup(logLines(text).join('\n'));
  return html`<pre class="terminal" tabindex="0" role="group" aria-label="${label}">${lines}</pre>`;
}
