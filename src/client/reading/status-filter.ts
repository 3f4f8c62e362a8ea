import { nearNames } from '../../shared/near-names.ts';
import { usageError } from '../errors.ts';
import type { ScenarioRecord } from '../formats/scenario-document.ts';
import { SCENARIO_STATES } from '../formats/scenario-document.ts';

/** Which scenarios `--status failed,flaky` takes; all without it. Throws a usage error for a word that is none. */
export function statusFilter(text: string | undefined): (record: ScenarioRecord) => boolean {
  if (text === undefined) return () => true;
  const words = wordsOf(text, '--status', [...SCENARIO_STATES, 'flaky']);
  return ({ status, flaky }) => words.has(status) || (flaky && words.has('flaky'));
}

/** The words of a list with commas, each of which must be known. */
export function wordsOf(text: string, flag: string, known: readonly string[]): ReadonlySet<string> {
  const words = text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const unknown = words.find((word) => !known.includes(word));
  if (unknown === undefined && words.length > 0) return new Set(words);
  const near = nearNames(unknown ?? '', known);
  throw usageError(
    `${flag}: ${unknown === undefined ? 'names nothing' : `"${unknown}" is none of them`}`,
    unknown !== undefined && near.length > 0
      ? `did you mean ${near.join(' or ')}?`
      : `one or more of ${known.join(',')}`,
  );
}
