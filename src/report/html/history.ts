import { flakeRateOf, type HistoryEntry } from '../../shared/history.ts';
import { kindOf, signOf, type Kind } from './kind.ts';
import { html, type Markup } from './markup.ts';
import { durationText, timeText } from './moments.ts';

/** The last outcomes of a scenario as a strip, oldest first, and how unsteady it is. Of one run there is nothing to tell. */
export function historySection(history: readonly HistoryEntry[]): Markup {
  return html`<section class="past">
    <h4>History</h4>
    <p class="note">${rateText(history)}</p>
    <ol class="strip">
      ${history.map((entry) => {
        const kind = kindOf(entry);
        const label = `${kind} in ${entry.runName}, ${timeText(entry.finishedAtMs)}, ${durationText(entry.durationMs)}`;
        return html`<li class="${kind}" title="${label}">
          <span aria-hidden="true">${signOf(kind)}</span><span class="unseen">${label}</span>
        </li>`;
      })}
    </ol>
  </section>`;
}

function rateText(history: readonly HistoryEntry[]): string {
  const rate = flakeRateOf(history);
  const runs = `the last ${history.length} runs`;
  if (rate === undefined) return `No verdict in ${runs}.`;
  return `Flake rate ${Math.round(rate * 100)} % in ${runs}, oldest first.`;
}

const LETTERS: Readonly<Record<Kind, string>> = {
  passed: 'p',
  failed: 'f',
  errored: 'e',
  flaky: '~',
  skipped: 's',
  cancelled: 'c',
};

/** A letter for each outcome, oldest first: a list of thousands has no room for more. {@link kindsOf} reads it. */
export function historyLetters(history: readonly HistoryEntry[]): string {
  return history.map((entry) => LETTERS[kindOf(entry)] ?? 's').join('');
}

export function kindsOf(letters: string): readonly Kind[] {
  const kinds = new Map(Object.entries(LETTERS).map(([kind, letter]) => [letter, kind as Kind]));
  return letters.split('').map((letter) => kinds.get(letter) ?? 'skipped');
}
