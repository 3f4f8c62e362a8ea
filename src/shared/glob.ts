/** True when the pattern holds a wildcard. */
export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/**
 * Shell-like matching of a whole path: `?` is one character and `*` any number of them, both within a segment; a
 * segment `**` is any number of segments, none included. Everything else is literal. Time is bounded by the product
 * of both lengths: a regular expression made from `a*a*a*a*b` would not be.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const patternSegments = pattern.split('/');
  const segments = path.split('/');
  return matchesSequence(
    patternSegments,
    segments,
    (part) => part === '**',
    (part, segment) => part !== undefined && segment !== undefined && matchesSegment(part, segment),
  );
}

function matchesSegment(pattern: string, segment: string): boolean {
  return matchesSequence(
    Array.from(pattern),
    Array.from(segment),
    (part) => part === '*',
    (part, character) => part === '?' || part === character,
  );
}

/** Greedy matching with one point to go back to: the latest star is the only one that ever has to take more. */
function matchesSequence(
  pattern: readonly string[],
  items: readonly string[],
  isStar: (part: string | undefined) => boolean,
  isMatch: (part: string | undefined, item: string | undefined) => boolean,
): boolean {
  let patternIndex = 0;
  let itemIndex = 0;
  let star: { readonly patternIndex: number; itemIndex: number } | undefined;
  while (itemIndex < items.length) {
    if (patternIndex < pattern.length && isStar(pattern[patternIndex])) {
      star = { patternIndex, itemIndex };
      patternIndex += 1;
    } else if (patternIndex < pattern.length && isMatch(pattern[patternIndex], items[itemIndex])) {
      patternIndex += 1;
      itemIndex += 1;
    } else if (star === undefined) {
      return false;
    } else {
      star.itemIndex += 1;
      patternIndex = star.patternIndex + 1;
      itemIndex = star.itemIndex;
    }
  }
  return pattern.slice(patternIndex).every((part) => isStar(part));
}
