/** Byte order of UTF-8, as `sort` has it under LC_ALL=C; the order of UTF-16 units differs above U+FFFF. */
export function comparePaths(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.codePointAt(index) ?? 0;
    const right = b.codePointAt(index) ?? 0;
    if (left !== right) return left - right;
  }
  return a.length - b.length;
}

/**
 * The order in which scenarios start: longest estimate first, so that no long one is left alone at the end; those
 * without an estimate follow in path order. Total and independent of the given order.
 */
export function inStartOrder<T extends { readonly path: string; readonly estimatedMs?: number | undefined }>(
  scenarios: readonly T[],
): T[] {
  return scenarios.toSorted((a, b) => (b.estimatedMs ?? 0) - (a.estimatedMs ?? 0) || comparePaths(a.path, b.path));
}
