import { kindsOf } from '../report/html/history.ts';
import { kindOf, mark, needsALook, signOf } from '../report/html/kind.ts';
import { html, type Markup } from '../report/html/markup.ts';
import { durationText } from '../report/html/moments.ts';
import { elementOf, find } from './elements.ts';
import type { Searchable } from './filter.ts';

/** As in the style sheet: all rows are of one height, so which ones are seen is a division. */
const ROW_PX = 52;
/** Rows above and below what is seen, so that scrolling and the Tab key find some. */
const OVERSCAN_ROWS = 10;

export interface ScenarioListOptions {
  /** Address of a scenario. */
  readonly linkTo: (path: string) => string;
}

/** A table of any number of scenarios of which only the rows that are seen exist. */
export class ScenarioList {
  readonly element = elementOf(
    html`<div class="list">
      <table aria-label="Scenarios">
        <colgroup>
          <col class="col-outcome" />
          <col />
          <col class="col-history" />
          <col class="col-took" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Outcome</th>
            <th scope="col">Scenario</th>
            <th scope="col" class="history">History</th>
            <th scope="col" class="number">Took</th>
          </tr>
        </thead>
        <tbody aria-hidden="true">
          <tr>
            <td colspan="4"></td>
          </tr>
        </tbody>
        <tbody class="rows"></tbody>
        <tbody aria-hidden="true">
          <tr>
            <td colspan="4"></td>
          </tr>
        </tbody>
      </table>
      <p class="nothing" hidden>Nothing matches. Remove a word from the search to see more.</p>
    </div>`,
  );
  readonly #table = find(this.element, 'table', HTMLTableElement);
  readonly #body = find(this.element, '.rows');
  readonly #spaces = this.element.querySelectorAll<HTMLElement>('[aria-hidden] td');
  readonly #linkTo: (path: string) => string;
  #rows: readonly Searchable[] = [];
  #shown = new Map<number, HTMLElement>();

  constructor({ linkTo }: ScenarioListOptions) {
    this.#linkTo = linkTo;
    addEventListener('scroll', () => this.#draw(), { passive: true });
    // The window, or what stands above the list.
    new ResizeObserver(() => this.#draw()).observe(document.body);
    addEventListener('resize', () => this.#draw());
    this.element.addEventListener('keydown', (event) => this.#move(event));
    this.#body.addEventListener('click', (event) => {
      const target = event.target as Element;
      if (target.closest('a') === null) target.closest('tr')?.querySelector('a')?.click();
    });
  }

  show(rows: readonly Searchable[]): void {
    this.#rows = rows;
    this.#shown = new Map();
    this.#table.setAttribute('aria-rowcount', String(rows.length + 1));
    find(this.element, '.nothing').hidden = rows.length > 0;
    this.#table.hidden = rows.length === 0;
    this.#body.replaceChildren();
    this.#draw();
  }

  #draw(): void {
    const top = find(this.#table, 'thead').getBoundingClientRect().bottom;
    const first = Math.max(0, Math.floor(-top / ROW_PX) - OVERSCAN_ROWS);
    const seen = Math.ceil((innerHeight - top) / ROW_PX);
    // Also while none is seen, so that the Tab key finds some.
    const end = Math.max(first, seen) + OVERSCAN_ROWS;
    this.#drawRange(Math.min(first, this.#rows.length), Math.min(end, this.#rows.length));
  }

  #drawRange(first: number, end: number): void {
    const before = this.#shown;
    if (before.has(first) && before.has(end - 1) && before.size === end - first) return;
    const focused = document.activeElement;
    this.#shown = new Map();
    for (let index = first; index < end; index += 1) {
      const row = this.#rows[index];
      if (row !== undefined) this.#shown.set(index, before.get(index) ?? this.#element(row, index));
    }
    this.#body.replaceChildren(...this.#shown.values());
    const heights = [first, Math.max(0, this.#rows.length - end)];
    for (const [index, space] of this.#spaces.entries()) space.style.height = `${(heights[index] ?? 0) * ROW_PX}px`;
    if (focused instanceof HTMLElement && this.#body.contains(focused)) focused.focus({ preventScroll: true });
  }

  #element(row: Searchable, index: number): HTMLElement {
    const element = elementOf(
      html`<table>
        <tbody>
          ${rowMarkup(row, this.#linkTo(row.scenario.path))}
        </tbody>
      </table>`,
    );
    const tr = find(element, 'tr');
    // The head's row is the first.
    tr.setAttribute('aria-rowindex', String(index + 2));
    tr.dataset['index'] = String(index);
    return tr;
  }

  /** Arrow keys go from row to row, also to those that do not exist yet. */
  #move(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };
    const step = steps[event.key];
    const row = (event.target as Element).closest('tr');
    if (step === undefined || row === null) return;
    const next = Number(row.dataset['index']) + step;
    if (next < 0 || next >= this.#rows.length) return;
    event.preventDefault();
    const y = find(this.#table, 'thead').getBoundingClientRect().bottom + next * ROW_PX;
    if (y < ROW_PX || y > innerHeight - 2 * ROW_PX) scrollBy(0, step * ROW_PX);
    this.#draw();
    this.#shown.get(next)?.querySelector('a')?.focus({ preventScroll: true });
  }
}

function rowMarkup({ scenario, durationMs }: Searchable, link: string): Markup {
  const { path, name, tags = [], component, outcome } = scenario;
  const kind = kindOf(outcome);
  const why = [outcome.attempts.at(-1)?.diagnosis, outcome.message ?? outcome.reason].filter(
    (text) => text !== undefined,
  );
  const about = [name, component, ...tags].filter((text) => text !== undefined);
  const tries = outcome.attempts.length;
  const isExplained = needsALook(outcome) || kind === 'cancelled' || kind === 'skipped';
  const second = (isExplained ? why : about).join(' · ');
  return html`<tr class="${kind}">
    <td>${mark(kind)}</td>
    <th scope="row">
      <div class="what">
        <a href="${link}" title="${path}">${pathMarkup(path)}</a>
        ${tries > 1 ? html`<span class="tries">${tries} attempts</span>` : undefined}
      </div>
      <div class="second">${second}</div>
    </th>
    <td class="history">${historyMarkup(scenario.history)}</td>
    <td class="number">${tries === 0 ? '–' : durationText(durationMs)}</td>
  </tr>`;
}

function pathMarkup(path: string): Markup {
  const at = path.lastIndexOf('/') + 1;
  const folder = at === 0 ? undefined : html`<span class="folder">${path.slice(0, at)}</span>`;
  return html`${folder}<span class="file">${path.slice(at)}</span>`;
}

function historyMarkup(letters: string | undefined): Markup | undefined {
  if (letters === undefined || letters.length < 2) return undefined;
  const kinds = kindsOf(letters);
  const bad = kinds.filter((kind) => kind !== 'passed').length;
  const label = `${kinds.length} runs, ${bad === 0 ? 'all passed' : `${bad} not plainly passed`}`;
  return html`<span class="strip" role="img" aria-label="${label}"
    >${kinds.map((kind) => html`<i class="${kind}">${signOf(kind)}</i>`)}</span
  >`;
}
