/** Does the work for each item, at most `count` at a time, in their order; the first error ends it. */
export async function inParallel<T>(
  items: readonly T[],
  count: number,
  work: (item: T) => Promise<void> | void,
): Promise<void> {
  let next = 0;
  const turns = Array.from({ length: Math.min(count, items.length) }, async () => {
    while (next < items.length) {
      const item = items[next] as T;
      next += 1;
      try {
        await work(item);
      } catch (error) {
        next = items.length;
        throw error;
      }
    }
  });
  await Promise.all(turns);
}
