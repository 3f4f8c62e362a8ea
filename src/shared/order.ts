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

/** `longest`: by the estimate, longest first; `name`: by path. */
export type StartOrder = 'longest' | 'name';

/**
 * The order in which scenarios start. `longest`: longest estimate first, so that no long one is left alone at the end.
 * Those without an estimate follow in path order: where there is no history, what is estimated is what somebody knows to
 * be long, and where there is one, a new script is without an estimate only until it has passed once. Total and
 * independent of the given order.
 */
export function inStartOrder<T extends { readonly path: string; readonly estimatedMs?: number | undefined }>(
  scenarios: readonly T[],
  order: StartOrder = 'longest',
): T[] {
  const estimateOf = ({ estimatedMs = 0 }: T) => (order === 'longest' ? estimatedMs : 0);
  return scenarios.toSorted((a, b) => estimateOf(b) - estimateOf(a) || comparePaths(a.path, b.path));
}
