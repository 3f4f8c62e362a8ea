import { base32Of, stemOf } from './names.ts';
import { plainName } from './one-line.ts';
import { comparePaths } from './order.ts';

/** Stems of files that reports have for themselves. */
const RESERVED = new Set(['aggregated', 'junit', 'report']);
/** File systems allow 255 bytes; this leaves room for extensions and attempt numbers. */
const NAME_BYTES_MAX = 200;
const HASH_LENGTH = 13;

/**
 * The stem of each scenario's result files: the script's own when no other script shares it, otherwise its path
 * with `/` as `__`, otherwise that with a hash. Different for different paths even where letter case does not count;
 * legal file names of at most 200 bytes; the same whatever the order of the paths.
 */
export function resultNamesOf(paths: Iterable<string>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set(RESERVED);
  const accept = (path: string, name: string): void => {
    names.set(path, name);
    taken.add(folded(name));
  };

  let open = [...new Set(paths)].toSorted(comparePaths);
  for (const candidateOf of [(path: string) => legal(stemOf(path)), (path: string) => legal(flattened(path))]) {
    const candidates = open.map((path) => ({ path, name: candidateOf(path) }));
    const counts = new Map<string, number>();
    for (const { name } of candidates) counts.set(folded(name), (counts.get(folded(name)) ?? 0) + 1);
    const unique = candidates.filter(
      ({ name }) => counts.get(folded(name)) === 1 && !taken.has(folded(name)) && byteLength(name) <= NAME_BYTES_MAX,
    );
    for (const { path, name } of unique) accept(path, name);
    open = open.filter((path) => !names.has(path));
  }
  for (const path of open) accept(path, hashedName(path, taken));
  return names;
}

function hashedName(path: string, taken: ReadonlySet<string>): string {
  const head = cut(legal(flattened(path)), NAME_BYTES_MAX - HASH_LENGTH - 1);
  let salted = path;
  // Ends: every turn is another hash, and only finitely many names are taken.
  for (;;) {
    const name = `${head}-${base32Of(salted, HASH_LENGTH)}`;
    if (!taken.has(folded(name))) return name;
    salted += '/';
  }
}

function flattened(path: string): string {
  const directory = path.slice(0, path.lastIndexOf('/') + 1);
  return (directory + stemOf(path)).replaceAll('/', '__');
}

function legal(name: string): string {
  const plain = plainName(name)
    .replace(/[/\\:\ud800-\udfff]/gu, '_')
    .replace(/^\./, '_');
  return plain === '' ? '_' : plain;
}

/** Two names that some file system takes for one fold to the same text. */
function folded(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC');
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function cut(text: string, bytesMax: number): string {
  let out = '';
  let bytes = 0;
  for (const character of text) {
    bytes += byteLength(character);
    if (bytes > bytesMax) break;
    out += character;
  }
  return out;
}
