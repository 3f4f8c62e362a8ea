const NEAR_COUNT_MAX = 3;

/** Names that may have been meant, nearest first: few edits apart, or one contains the other. */
export function nearNames(wanted: string, names: readonly string[]): string[] {
  const allowed = Math.max(2, Math.floor(wanted.length / 3));
  return [...new Set(names)]
    .map((name) => ({ name, edits: name.includes(wanted) ? 0 : editCount(wanted, name) }))
    .filter(({ edits }) => edits <= allowed)
    .toSorted((left, right) => left.edits - right.edits)
    .slice(0, NEAR_COUNT_MAX)
    .map(({ name }) => name);
}

/** Levenshtein's distance: insertions, deletions and replacements that turn one text into the other. */
export function editCount(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const replace = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
