import type { FinishedScenario } from '../../shared/run-progress.ts';

/** Of the scenarios to blame, for the sentence with which a run closes: the first few, one more than it shows. */
export interface NamesInSentences {
  readonly failed: readonly string[];
  readonly flaky: readonly string[];
}

/** More would make the sentence a list; the whole list is in the run's details. */
const NAMES_IN_SENTENCE_COUNT = 5;

export function namesOf(finished: readonly FinishedScenario[]): NamesInSentences {
  const first = (isOne: (scenario: FinishedScenario) => boolean) =>
    finished
      .filter(isOne)
      .slice(0, NAMES_IN_SENTENCE_COUNT + 1)
      .map(({ path }) => path);
  return {
    failed: first(({ status }) => status === 'failed' || status === 'errored'),
    flaky: first(({ flaky }) => flaky),
  };
}

export function allNames(parts: readonly NamesInSentences[]): NamesInSentences {
  return { failed: parts.flatMap(({ failed }) => failed), flaky: parts.flatMap(({ flaky }) => flaky) };
}

/** `a.sh, b.sh and others`. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_IN_SENTENCE_COUNT).join(', ');
  return names.length > NAMES_IN_SENTENCE_COUNT ? `${shown} and others` : shown;
}
