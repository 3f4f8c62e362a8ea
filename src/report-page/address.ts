import { sortingOf, type Sorting } from './sorting.ts';

/** What the page shows, as its address says it; whoever gets the address sees the same. */
export interface Address {
  readonly query: string;
  readonly sorting: Sorting;
  /** Path of the scenario that is open; empty: none. */
  readonly scenario: string;
  /** Number of a line in its log; 0: none. */
  readonly line: number;
}

export function parseAddress(hash: string): Address {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const line = Number(words.get('l') ?? 0);
  return {
    query: words.get('q') ?? '',
    sorting: sortingOf(words.get('sort')),
    scenario: words.get('s') ?? '',
    line: Number.isInteger(line) && line > 0 ? line : 0,
  };
}

/** Without what is as by default. */
export function formatAddress({ query, sorting, scenario, line }: Address): string {
  const words = new URLSearchParams();
  if (query !== '') words.set('q', query);
  if (sorting !== 'worst') words.set('sort', sorting);
  if (scenario !== '') words.set('s', scenario);
  if (line > 0) words.set('l', String(line));
  return `#${words.toString()}`;
}
