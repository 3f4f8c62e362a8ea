import { kindOf, KINDS } from '../report/html/kind.ts';
import type { Searchable } from './filter.ts';

/** Orders of the list, by the word in the address; the first is the default. */
export const SORTINGS = {
  worst: 'Worst first',
  slowest: 'Slowest first',
  start: 'By start',
  path: 'By path',
} as const;

export type Sorting = keyof typeof SORTINGS;

export function sortingOf(word: string | null): Sorting {
  return word !== null && Object.hasOwn(SORTINGS, word) ? (word as Sorting) : 'worst';
}

/** Equal ones stay in the order given. */
export function sorted(list: readonly Searchable[], sorting: Sorting): readonly Searchable[] {
  const rank = ({ scenario }: Searchable) => KINDS.indexOf(kindOf(scenario.outcome));
  switch (sorting) {
    case 'worst':
      return list.toSorted((a, b) => rank(a) - rank(b));
    case 'slowest':
      return list.toSorted((a, b) => b.durationMs - a.durationMs);
    case 'start':
      return list.toSorted((a, b) => a.scenario.startedAtMs - b.scenario.startedAtMs);
    case 'path':
      return list.toSorted((a, b) => (a.scenario.path < b.scenario.path ? -1 : 1));
  }
}
