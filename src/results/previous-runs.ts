import { readdir } from 'node:fs/promises';
import type { ResultsLayout } from './layout.ts';
import { errorCodeOf } from './results-error.ts';

/** Numbers of the earlier runs below `.muster/previous`, oldest first; none when there is no such directory. */
export async function previousNumbers({ previous }: ResultsLayout): Promise<number[]> {
  const names = await readdir(previous).catch((error: unknown) => {
    if (errorCodeOf(error) === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => /^\d{1,9}$/.test(name))
    .map(Number)
    .toSorted((a, b) => a - b);
}
