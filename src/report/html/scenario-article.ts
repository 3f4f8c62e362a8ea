import type { AttemptRecord } from '../../shared/outcome.ts';
import { rerunCommandOf } from '../../shared/rerun-command.ts';
import type { RunReport, ScenarioReport } from '../../shared/run-report.ts';
import { attemptsSection } from './attempts.ts';
import { diagnosticsSection } from './diagnostics.ts';
import { historySection } from './history.ts';
import { kindOf, mark } from './kind.ts';
import { logOf, logSection } from './log.ts';
import { html, type Markup, type Part } from './markup.ts';
import { counted, durationText, timeText } from './moments.ts';

/** What an article needs to know of its run. */
export type ArticleRun = Pick<RunReport, 'startedAtMs' | 'settings' | 'cluster'>;

/** All that is known of one scenario. The same in the page that needs no script and in the drawer of the one that has. */
export function scenarioArticle(scenario: ScenarioReport, run: ArticleRun): Markup {
  const { path, outcome, diagnostics = [], history } = scenario;
  const log = logOf(scenario);
  return html`<article class="scenario" data-path="${path}">
    <h3>${mark(kindOf(outcome))} <span class="path">${path}</span></h3>
    ${scenario.name === undefined ? undefined : html`<p class="title">${scenario.name}</p>`}
    ${reasonBlock(outcome.attempts.at(-1), outcome.message, outcome.reason)} ${factList(scenario, run)}
    <p class="command">
      <span>Run it again</span>
      <code>${rerunCommandOf(scenario.path, run.settings.scenariosDir, run.cluster.context)}</code>
    </p>
    ${log === undefined ? undefined : logSection(log)} ${diagnostics.toReversed().map(diagnosticsSection)}
    ${outcome.attempts.length === 0 ? undefined : attemptsSection(outcome.attempts)}
    ${history === undefined || history.length < 2 ? undefined : historySection(history)}
  </article>`;
}

function reasonBlock(last: AttemptRecord | undefined, message?: string, reason?: string): Markup | undefined {
  const text = message ?? reason;
  const diagnosis = last?.diagnosis;
  if (text === undefined && diagnosis === undefined) return undefined;
  return html`<div class="reason">
    <p>${text}${reason === undefined || reason === text ? undefined : html` <code>${reason}</code>`}</p>
    ${diagnosis === undefined ? undefined : html`<p class="diagnosis">${diagnosis}</p>`}
  </div>`;
}

function factList(scenario: ScenarioReport, run: ArticleRun): Markup {
  const { startedAtMs, finishedAtMs, outcome, keptUntilMs, tags = [] } = scenario;
  const last = outcome.attempts.at(-1);
  const exitCode = outcome.exitCode ?? last?.exitCode;
  const hasRun = outcome.attempts.length > 0;
  const facts: readonly (readonly [string, Part])[] = [
    ['Took', hasRun ? durationText(finishedAtMs - startedAtMs) : undefined],
    ['Expected', scenario.estimatedMs === undefined ? undefined : durationText(scenario.estimatedMs)],
    ['Waited for a slot', hasRun ? durationText(startedAtMs - run.startedAtMs) : undefined],
    ['Exit code', exitCode],
    ['Attempts', outcome.attempts.length > 1 ? counted(outcome.attempts.length, 'attempt') : undefined],
    ['Kept until', keptUntilMs === undefined ? undefined : timeText(keptUntilMs)],
    ['Component', scenario.component],
    ['Version', scenario.version],
    ['Tags', tags.length === 0 ? undefined : tags.join(', ')],
  ];
  // Too long for a column.
  const names: typeof facts = [
    ['Namespace', last === undefined ? undefined : html`<code>${last.namespace}</code>`],
    ['Workflow', html`<code>${scenario.workflowId}</code>`],
  ];
  return html`<dl class="facts">
    ${facts.map((fact) => factItem(fact))} ${names.map((fact) => factItem(fact, 'wide'))}
  </dl>`;
}

function factItem([name, value]: readonly [string, Part], width?: 'wide'): Markup | undefined {
  if (value === undefined) return undefined;
  return html`<div class="${width}">
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}
