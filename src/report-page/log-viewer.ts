import { logLines, plainLines } from '../report/html/log-text.ts';
import type { ShownLog } from '../report/html/log.ts';
import { html } from '../report/html/markup.ts';
import { elementOf, find } from './elements.ts';

/** Words that most tools say when something goes wrong; `0 errors` and `error_count=0` are not meant. */
const ERROR = /(?<!\b0 )\b(?:errors?|fail(?:ed|ure|ures)?|fatal|panic|exception|traceback|not ok|denied)\b(?!_)/i;

/** The place of the first line that tells of an error; -1 when none does. Pure. */
export function firstErrorLine(lines: readonly string[]): number {
  return lines.findIndex((line) => ERROR.test(line));
}

export interface LogViewerOptions {
  /** Address of a line, by its number. */
  readonly linkTo: (line: number) => string;
  /** The line to begin at, by its number; 0: the end of the log. */
  readonly line: number;
}

/** A log with line numbers, a search, a switch for wrapping, and a way to the first error. */
export class LogViewer {
  readonly element: HTMLElement;
  readonly #plain: readonly string[];
  readonly #lines: readonly HTMLElement[];
  readonly #status: HTMLElement;
  #found: readonly number[] = [];
  #current = -1;

  constructor(log: ShownLog, { linkTo, line }: LogViewerOptions) {
    const before = log.omittedLines ?? 0;
    const coloured = logLines(log.text);
    this.#plain = plainLines(log.text).map((text) => text.toLowerCase());
    const firstError = firstErrorLine(this.#plain);
    this.element = elementOf(
      html`<section class="log">
        <h4>Log</h4>
        <p class="note">${log.note}</p>
        <div class="tools">
          <input type="search" placeholder="Search the log" aria-label="Search the log" /><span
            class="found"
            role="status"
          ></span>
          <button type="button" data-step="-1" aria-label="Previous match">↑</button
          ><button type="button" data-step="1" aria-label="Next match">↓</button>
          ${firstError === -1 ? undefined : html`<button type="button" class="first-error">First error</button>`}
          <label><input type="checkbox" checked /> Wrap</label>
        </div>
        <div class="terminal lines" tabindex="0" role="group" aria-label="Log">
          ${coloured.map(
            (text, index) =>
              html`<div class="line">
                <a class="at" href="${linkTo(before + index + 1)}" tabindex="-1">${before + index + 1}</a
                ><span>${text}</span>
              </div>`,
          )}
        </div>
      </section>`,
    );
    this.#lines = [...this.element.querySelectorAll<HTMLElement>('.line')];
    this.#status = find(this.element, '.found');
    this.#listen(firstError);
    requestAnimationFrame(() => this.#begin(line - before - 1));
  }

  #listen(firstError: number): void {
    const search = find(this.element, 'input[type=search]', HTMLInputElement);
    search.addEventListener('input', () => this.#search(search.value));
    search.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.#step(event.shiftKey ? -1 : 1);
    });
    for (const button of this.element.querySelectorAll<HTMLElement>('[data-step]')) {
      button.addEventListener('click', () => this.#step(Number(button.dataset['step'])));
    }
    this.element.querySelector('.first-error')?.addEventListener('click', () => this.#goTo(firstError));
    const wrap = find(this.element, 'input[type=checkbox]', HTMLInputElement);
    wrap.addEventListener('change', () => find(this.element, '.terminal').classList.toggle('unwrapped', !wrap.checked));
  }

  #begin(index: number): void {
    if (index >= 0) return this.#goTo(Math.min(index, this.#lines.length - 1));
    const terminal = find(this.element, '.terminal');
    terminal.scrollTop = terminal.scrollHeight;
  }

  #search(typed: string): void {
    const wanted = typed.toLowerCase();
    this.#found = wanted === '' ? [] : [...this.#plain.keys()].filter((index) => this.#plain[index]?.includes(wanted));
    const found = new Set(this.#found);
    for (const [index, line] of this.#lines.entries()) line.classList.toggle('found', found.has(index));
    this.#current = -1;
    this.#status.textContent = wanted === '' ? '' : `${this.#found.length} lines`;
    if (this.#found.length > 0) this.#step(1);
  }

  #step(by: number): void {
    const count = this.#found.length;
    if (count === 0) return;
    this.#current = (this.#current + by + count) % count;
    this.#goTo(this.#found[this.#current] ?? 0);
    this.#status.textContent = `${this.#current + 1} of ${count}`;
  }

  #goTo(index: number): void {
    for (const line of this.#lines) line.classList.remove('current');
    const line = this.#lines[index];
    line?.classList.add('current');
    line?.scrollIntoView({ block: 'center' });
  }
}
