import { HTML_CHUNK_SCENARIOS } from '../../shared/limits.ts';
import type { RunReport, ScenarioReport } from '../../shared/run-report.ts';
import { historyLetters } from './history.ts';
import { html, Markup } from './markup.ts';

/** A scenario as the page's list and timeline need it; the rest is in its chunk. */
export interface ListedScenario extends Omit<ScenarioReport, 'log' | 'diagnostics' | 'history'> {
  /** A letter for each outcome, as `historyLetters` writes them. */
  readonly history?: string;
}

/** What the page unpacks when it opens. Scenarios in the plan's order. */
export interface PageIndex {
  readonly run: Omit<RunReport, 'scenarios'>;
  readonly scenarios: readonly ListedScenario[];
}

/** Ids of the blocks; the page's script finds them by these. */
export const INDEX_ID = 'index';
export const CHUNK_ID = 'chunk-';

/**
 * The report's data as blocks that no browser runs: an index, and full records in chunks of HTML_CHUNK_SCENARIOS that are
 * unpacked when one of their scenarios is looked at. Packed to base64, so nothing in them can end the block.
 */
export function dataBlocks(report: RunReport, pack: (text: string) => string): Markup {
  const { scenarios, ...run } = report;
  const index: PageIndex = { run, scenarios: scenarios.map(listed) };
  return html`${block(INDEX_ID, pack(JSON.stringify(index)))}${chunksOf(scenarios).map((chunk, number) =>
    block(`${CHUNK_ID}${number}`, pack(JSON.stringify(chunk))),
  )}`;
}

/** The chunk that holds a scenario, by its place in the plan. */
export function chunkOf(place: number): number {
  return Math.floor(place / HTML_CHUNK_SCENARIOS);
}

function chunksOf(scenarios: readonly ScenarioReport[]): readonly (readonly ScenarioReport[])[] {
  const count = Math.ceil(scenarios.length / HTML_CHUNK_SCENARIOS);
  return Array.from({ length: count }, (_, number) =>
    scenarios.slice(number * HTML_CHUNK_SCENARIOS, (number + 1) * HTML_CHUNK_SCENARIOS),
  );
}

function listed(scenario: ScenarioReport): ListedScenario {
  const { log: _log, diagnostics: _diagnostics, history, outcome, ...rest } = scenario;
  const attempts = outcome.attempts.map(({ tail: _tail, ...attempt }) => attempt);
  return {
    ...rest,
    outcome: { ...outcome, attempts },
    ...(history === undefined ? {} : { history: historyLetters(history) }),
  };
}

function block(id: string, packed: string): Markup {
  return html`<script type="text/plain" id="${id}">
    ${new Markup(packed)}
  </script> `;
}
