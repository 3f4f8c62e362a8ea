import { html } from '../report/html/markup.ts';
import { logOf } from '../report/html/log.ts';
import { scenarioArticle, type ArticleRun } from '../report/html/scenario-article.ts';
import type { ScenarioReport } from '../shared/run-report.ts';
import { copyButton } from './copy-button.ts';
import { elementOf, find } from './elements.ts';
import { LogViewer } from './log-viewer.ts';

export interface DrawerOptions {
  readonly run: ArticleRun;
  /** Reads all that is known of a scenario. */
  readonly read: (path: string) => Promise<ScenarioReport | undefined>;
  readonly onClose: () => void;
  /** To the scenario before or after this one in the list. */
  readonly onStep: (by: number) => void;
  readonly linkTo: (path: string, line: number) => string;
}

/** One scenario over the page. A modal dialog: the browser keeps the focus in it and gives it back. */
export class Drawer {
  readonly element = elementOf(
    html`<dialog class="drawer" aria-label="Scenario">
      <div class="bar">
        <button type="button" data-step="-1">← Previous</button><button type="button" data-step="1">Next →</button
        ><span class="place"></span> <button type="button" class="close">Close</button>
      </div>
      <div class="content"></div>
    </dialog>`,
    HTMLDialogElement,
  );
  readonly #options: DrawerOptions;
  #path = '';
  #line = 0;

  constructor(options: DrawerOptions) {
    this.#options = options;
    this.element.addEventListener('close', () => {
      if (this.#path !== '') options.onClose();
    });
    this.element.addEventListener('click', (event) => {
      if (event.target === this.element) this.element.close();
    });
    find(this.element, '.close').addEventListener('click', () => this.element.close());
    for (const button of this.element.querySelectorAll<HTMLElement>('[data-step]')) {
      button.addEventListener('click', () => options.onStep(Number(button.dataset['step'])));
    }
    this.element.addEventListener('keydown', (event) => {
      const isTyping = event.target instanceof HTMLInputElement;
      if (!isTyping && (event.key === 'j' || event.key === 'k')) options.onStep(event.key === 'j' ? 1 : -1);
    });
  }

  /** Opens a scenario, at a line of its log (0: at the end); an empty path closes. */
  async show(path: string, line: number, place: string): Promise<void> {
    find(this.element, '.place').textContent = place;
    if (path === this.#path && line === this.#line) return;
    this.#path = path;
    this.#line = line;
    if (path === '') return this.element.close();
    const scenario = await this.#options.read(path);
    if (this.#path !== path) return;
    const content = find(this.element, '.content');
    if (scenario === undefined) content.replaceChildren(`This report has no scenario ${path}.`);
    else content.replaceChildren(this.#article(scenario));
    if (!this.element.open) this.element.showModal();
    content.scrollTop = 0;
  }

  #article(scenario: ScenarioReport): HTMLElement {
    const { run, linkTo } = this.#options;
    const article = elementOf(scenarioArticle(scenario, run));
    const command = find(article, '.command');
    command.append(copyButton(find(command, 'code').textContent ?? ''));
    const log = logOf(scenario);
    if (log !== undefined) {
      const viewer = new LogViewer(log, { linkTo: (line) => linkTo(scenario.path, line), line: this.#line });
      find(article, 'section.log').replaceWith(viewer.element);
    }
    return article;
  }
}
