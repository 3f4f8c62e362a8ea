import { isNamedBy, stemOf } from './names.ts';
import { nearNames } from './near-names.ts';

const NAMED_COUNT_MAX = 5;

/** The scenario that somebody means, or one sentence that says why it cannot be told, with what may have been meant. */
export type NamedScenario = { readonly path: string } | { readonly problem: string };

/** By its path, or by a file name or stem that only one of the paths has. */
export function namedScenario(text: string, paths: readonly string[]): NamedScenario {
  if (paths.includes(text)) return { path: text };
  const named = paths.filter((path) => isNamedBy(text, path));
  const [path] = named;
  if (path !== undefined && named.length === 1) return { path };
  if (named.length > 1) return { problem: `"${text}" names ${named.length} scenarios: ${listed(named)}` };
  const near = nearPaths(text, paths);
  return { problem: `there is no scenario "${text}"${near.length === 0 ? '' : `; did you mean ${listed(near)}?`}` };
}

/** A slip in a whole path, or in the stem that people type instead. */
function nearPaths(text: string, paths: readonly string[]): string[] {
  const stems = nearNames(stemOf(text), paths.map(stemOf));
  return [...new Set([...nearNames(text, paths), ...paths.filter((path) => stems.includes(stemOf(path)))])];
}

function listed(paths: readonly string[]): string {
  const more = paths.length - NAMED_COUNT_MAX;
  return `${paths.slice(0, NAMED_COUNT_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
