import { RESULT_FILES_AT_ONCE } from '../shared/limits.ts';

/** Works on files, RESULT_FILES_AT_ONCE at a time; what each comes to, in the order of the items. */
export async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += RESULT_FILES_AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + RESULT_FILES_AT_ONCE).map(work))));
  }
  return results;
}
