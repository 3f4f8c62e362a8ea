import { READS_AT_ONCE } from '../../shared/limits.ts';

/** The answers in the order of the items; at most READS_AT_ONCE are asked at once. The first error ends it. */
export async function readAll<T, R>(items: readonly T[], read: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let start = 0; start < items.length; start += READS_AT_ONCE) {
    answers.push(...(await Promise.all(items.slice(start, start + READS_AT_ONCE).map(read))));
  }
  return answers;
}
