import { countsOf, KINDS, signOf } from '../report/html/kind.ts';
import { html } from '../report/html/markup.ts';
import { countText } from '../report/html/moments.ts';
import type { PageIndex } from '../report/html/page-data.ts';
import { formatAddress, parseAddress, type Address } from './address.ts';
import { Drawer } from './drawer.ts';
import { elementOf, find } from './elements.ts';
import { parseFilter, searchable, statusOf, withStatus, type Searchable } from './filter.ts';
import { ScenarioList } from './scenario-list.ts';
import { sorted, sortingOf, SORTINGS } from './sorting.ts';
import { themeButton } from './theme.ts';
import { Timeline } from './timeline/timeline.ts';
import { readScenario } from './unpack.ts';

/** The page with its script: the address says what is shown, everything else follows from it. */
export class App {
  readonly #rows: readonly Searchable[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #controls: HTMLElement;
  readonly #list: ScenarioList;
  readonly #timeline: Timeline;
  readonly #drawer: Drawer;
  #address: Address | undefined;
  #shown: readonly Searchable[] = [];

  constructor(host: HTMLElement, { run, scenarios }: PageIndex) {
    this.#rows = scenarios.map(searchable);
    this.#places = new Map(scenarios.map(({ path }, place) => [path, place]));
    this.#controls = controlsOf(run);
    this.#list = new ScenarioList({ linkTo: (path) => this.#linkTo({ scenario: path, line: 0 }) });
    this.#timeline = new Timeline({ run, rows: this.#rows, onOpen: (path) => this.#go({ scenario: path, line: 0 }) });
    this.#drawer = new Drawer({
      run,
      read: (path) => readScenario(this.#places.get(path) ?? -1, path),
      onClose: () => this.#go({ scenario: '', line: 0 }),
      onStep: (by) => this.#step(by),
      linkTo: (scenario, line) => this.#linkTo({ scenario, line }),
    });
    const theme = themeButton(() => this.#timeline.recolour());
    host.append(theme, this.#timeline.element, this.#controls, this.#list.element, this.#drawer.element);
    this.#listen();
    this.#show();
  }

  #listen(): void {
    addEventListener('hashchange', () => this.#show());
    const search = find(this.#controls, 'input', HTMLInputElement);
    // The history of the browser is for what was opened, not for every letter.
    search.addEventListener('input', () => this.#replace({ query: search.value }));
    const select = find(this.#controls, 'select', HTMLSelectElement);
    select.addEventListener('change', () => this.#replace({ sorting: sortingOf(select.value) }));
    for (const chip of this.#controls.querySelectorAll<HTMLElement>('.chip')) {
      chip.addEventListener('click', () => {
        const { query } = this.#read();
        const status = chip.dataset['status'] ?? '';
        const isPressed = statusOf(query) === (status === '' ? undefined : status);
        this.#replace({ query: withStatus(query, status === '' || isPressed ? undefined : status) });
      });
    }
    addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement || this.#drawer.element.open) return;
      event.preventDefault();
      search.focus();
    });
  }

  #read(): Address {
    return parseAddress(location.hash);
  }

  #linkTo(change: Partial<Address>): string {
    return formatAddress({ ...this.#read(), ...change });
  }

  #go(change: Partial<Address>): void {
    location.hash = this.#linkTo(change);
  }

  #replace(change: Partial<Address>): void {
    history.replaceState(null, '', this.#linkTo(change));
    this.#show();
  }

  #step(by: number): void {
    const at = this.#shown.findIndex(({ scenario }) => scenario.path === this.#read().scenario);
    const next = this.#shown[at + by];
    if (next !== undefined) this.#go({ scenario: next.scenario.path, line: 0 });
  }

  #show(): void {
    const address = this.#read();
    const before = this.#address;
    this.#address = address;
    if (address.query !== before?.query || address.sorting !== before.sorting) this.#filter(address);
    const at = this.#shown.findIndex(({ scenario }) => scenario.path === address.scenario);
    const place = at === -1 ? '' : `${countText(at + 1)} of ${countText(this.#shown.length)}`;
    void this.#drawer.show(address.scenario, address.line, place);
  }

  #filter({ query, sorting }: Address): void {
    const filter = parseFilter(query);
    this.#shown = sorted(this.#rows.filter(filter), sorting);
    this.#list.show(this.#shown);
    this.#timeline.show(this.#shown);
    const search = find(this.#controls, 'input', HTMLInputElement);
    if (search.value !== query) search.value = query;
    find(this.#controls, 'select', HTMLSelectElement).value = sorting;
    const status = statusOf(query) ?? '';
    for (const chip of this.#controls.querySelectorAll<HTMLElement>('.chip')) {
      chip.setAttribute('aria-pressed', String(chip.dataset['status'] === status));
    }
    const all = this.#rows.length;
    const shown = this.#shown.length;
    find(this.#controls, '[role=status]').textContent =
      shown === all ? '' : `${countText(shown)} of ${countText(all)} scenarios`;
  }
}

function controlsOf({ totals }: PageIndex['run']): HTMLElement {
  const counts = countsOf(totals);
  const chips = KINDS.filter((kind) => counts[kind] > 0).map(
    (kind) =>
      html`<button type="button" class="chip ${kind}" data-status="${kind}">
        <span class="sign" aria-hidden="true">${signOf(kind)}</span> ${kind} <b>${countText(counts[kind])}</b>
      </button>`,
  );
  return elementOf(
    html`<section class="controls" aria-labelledby="list-title">
      <h2 id="list-title">Scenarios</h2>
      <div class="search">
        <input
          type="search"
          spellcheck="false"
          autocomplete="off"
          aria-label="Search scenarios"
          aria-describedby="search-hint"
          placeholder="Search, or status:failed tag:… duration:&gt;30s !text"
        />
        <select aria-label="Order">
          ${Object.entries(SORTINGS).map(([word, title]) => html`<option value="${word}">${title}</option>`)}
        </select>
      </div>
      <p class="unseen" id="search-hint">
        Words that must occur; status:, tag:, component:, version:, reason: and duration: narrow, ! excludes.
      </p>
      <div class="chips">
        <button type="button" class="chip all" data-status="">all <b>${countText(totals.total)}</b></button>${chips}
      </div>
      <p class="note" role="status"></p>
    </section>`,
  );
}
