import type { AttemptRecord } from '../../shared/outcome.ts';
import { phasesOfAttempt, type PhaseName } from '../timeline/phases.ts';
import { kindOf, mark } from './kind.ts';
import { logBlock } from './log.ts';
import { html, type Markup } from './markup.ts';
import { durationText } from './moments.ts';

const PHASES = ['namespace', 'script', 'cleanup'] as const satisfies readonly PhaseName[];
const PHASE_TITLES = { namespace: 'Set-up', script: 'Script', cleanup: 'Clean-up' } as const;

/** Every try with its phases, oldest first; the output of those before the last, whose output is the log. */
export function attemptsSection(attempts: readonly AttemptRecord[]): Markup {
  return html`<section class="attempts">
    <h4>${attempts.length === 1 ? 'Attempt' : 'Attempts'}</h4>
    <div class="scroll" tabindex="0" role="group" aria-label="Attempts">
      <table>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">Outcome</th>
            ${PHASES.map((name) => html`<th scope="col" class="number">${PHASE_TITLES[name]}</th>`)}
            <th scope="col">Namespace</th>
          </tr>
        </thead>
        <tbody>
          ${attempts.map(attemptRow)}
        </tbody>
      </table>
    </div>
    ${attempts.slice(0, -1).map(earlierOutput)}
  </section>`;
}

function attemptRow(attempt: AttemptRecord): Markup {
  const phases = phasesOfAttempt(attempt);
  const took = (name: PhaseName) => {
    const phase = phases.find((phase) => phase.name === name);
    return phase === undefined ? '–' : durationText(phase.endMs - phase.startMs);
  };
  const why = attempt.message ?? attempt.reason;
  return html`<tr>
    <th scope="row">${attempt.attempt}</th>
    <td>
      ${mark(kindOf({ status: attempt.status, flaky: false }))}${why === undefined ? undefined : html`<div class="why">${why}</div>`}
    </td>
    ${PHASES.map((name) => html`<td class="number">${took(name)}</td>`)}
    <td><code>${attempt.namespace}</code></td>
  </tr>`;
}

function earlierOutput({ attempt, tail }: AttemptRecord): Markup | undefined {
  if (tail === undefined || tail === '') return undefined;
  const label = `End of the output of attempt ${attempt}`;
  return html`<details>
    <summary>${label}</summary>
    ${logBlock(tail, label)}
  </details>`;
}
