import { HTML_PLAIN_FAILURES_COUNT } from '../../shared/limits.ts';
import type { RunReport, ScenarioReport } from '../../shared/run-report.ts';
import { kindOf, KINDS, mark, needsALook } from './kind.ts';
import { html, type Markup } from './markup.ts';
import { counted, durationText } from './moments.ts';
import { scenarioArticle } from './scenario-article.ts';
import { trimmed } from './trim.ts';

/**
 * The report for readers without a script, and on paper: failures first and in full, as far as there is room, then every
 * other scenario in a row of a table. Each scenario is in exactly one of the two.
 */
export function plainPage(report: RunReport): Markup {
  const failures = report.scenarios.filter(({ outcome }) => needsALook(outcome));
  const inFull = failures.slice(0, HTML_PLAIN_FAILURES_COUNT);
  const shown = new Set(inFull);
  const rows = byKind(report.scenarios.filter((scenario) => !shown.has(scenario)));
  return html`<div class="plain">
    ${
      inFull.length === 0
        ? undefined
        : html`<section class="failures">
            <h2>What did not pass</h2>
            ${inFull.map((scenario) => scenarioArticle(trimmed(scenario), report))}
            ${inFull.length < failures.length ? html`<p class="note">${counted(failures.length - inFull.length, 'more')} in the table below; their logs are beside this report.</p>` : undefined}
          </section>`
    }
    ${rows.length === 0 ? undefined : scenarioTable(rows, inFull.length === 0 ? 'All scenarios' : 'All others')}
  </div>`;
}

function byKind(scenarios: readonly ScenarioReport[]): readonly ScenarioReport[] {
  const rank = ({ outcome }: ScenarioReport) => KINDS.indexOf(kindOf(outcome));
  return scenarios.toSorted((a, b) => rank(a) - rank(b));
}

function scenarioTable(scenarios: readonly ScenarioReport[], title: string): Markup {
  return html`<section class="others">
    <h2>${title}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col">Scenario</th>
          <th scope="col" class="number">Took</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        ${scenarios.map(row)}
      </tbody>
    </table>
  </section>`;
}

/** Short: there may be thousands. */
function row({ path, outcome, startedAtMs, finishedAtMs }: ScenarioReport): Markup {
  const took = outcome.attempts.length === 0 ? '–' : durationText(finishedAtMs - startedAtMs);
  const tries = outcome.attempts.length > 1 ? counted(outcome.attempts.length, 'attempt') : undefined;
  const why = [outcome.message ?? outcome.reason, outcome.attempts.at(-1)?.diagnosis, tries].filter(
    (part) => part !== undefined,
  );
  return html`<tr>
    <td>${mark(kindOf(outcome))}</td>
    <th scope="row">${path}</th>
    <td class="number">${took}</td>
    <td>${why.join(' · ')}</td>
  </tr> `;
}
