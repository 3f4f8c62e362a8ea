import { isGlob, matchesGlob } from './glob.ts';
import { shortened } from './metadata-block.ts';
import type { MetadataValue } from './metadata.ts';
import { stemOf } from './names.ts';
import { comparePaths } from './order.ts';
import type { Selection } from './run-input.ts';

/** Decides, in two steps, because a script whose metadata cannot be read can still be told by its path. */
export interface Selector {
  readonly matchesPath: (path: string) => boolean;
  readonly matchesMetadata: (values: Readonly<Record<string, MetadataValue>>) => boolean;
  /** True when a pattern or path is this very file (path, file name or stem), not a glob or directory that covers it. */
  readonly names: (path: string) => boolean;
  /** Patterns that match none of these paths: each is a mistake, also when another one matches. */
  readonly unmatchedPatterns: (paths: readonly string[]) => readonly string[];
}

const EXPRESSION_LENGTH_MAX = 1_000;

/** Everything given must hold at once; an empty selection selects all. Problems are one sentence each. */
export function selectorOf(
  selection: Selection,
): { readonly selector: Selector } | { readonly problems: readonly string[] } {
  const grep = expressionOf('grep', selection.grep);
  const grepInvert = expressionOf('grepInvert', selection.grepInvert);
  const problems = [grep, grepInvert].flatMap((given) => ('problem' in given ? [given.problem] : []));
  if ('problem' in grep || 'problem' in grepInvert) return { problems };

  const patterns = selection.patterns.map((pattern) => pattern.replace(/^(?:\.\/)+/, '').replace(/(?<=.)\/+$/, ''));
  // Ten thousand patterns against as many paths: only globs are tried one by one.
  const plain = new Set(patterns);
  const globs = patterns.filter((pattern) => isGlob(pattern));
  const files = new Set(patterns.filter((pattern) => !isGlob(pattern)));
  const takesAll = patterns.length === 0 || plain.has('') || plain.has('.');
  const labels = Object.entries(selection.labels);
  const exact = selection.paths === undefined ? undefined : new Set(selection.paths);
  return {
    selector: {
      matchesPath: (path) =>
        exact?.has(path) !== false &&
        (takesAll ||
          wordsFor(path).some((word) => plain.has(word)) ||
          globs.some((glob) => matchesAsGlob(glob, path))) &&
        grep.expression?.test(path) !== false &&
        grepInvert.expression?.test(path) !== true,
      matchesMetadata: (values) =>
        selection.tags.every((tag) => holds(values['tags'], tag)) &&
        labels.every(([key, value]) => holds(Object.hasOwn(values, key) ? values[key] : undefined, value)),
      names: (path) => exact?.has(path) === true || namesOf(path).some((name) => files.has(name)),
      unmatchedPatterns: (paths) => {
        const words = new Set(paths.flatMap(wordsFor));
        return patterns.filter((pattern) => {
          if (pattern === '' || pattern === '.') return paths.length === 0;
          return !words.has(pattern) && !(isGlob(pattern) && paths.some((path) => matchesAsGlob(pattern, path)));
        });
      },
    },
  };
}

/**
 * The shard's part of what is selected: in path order every `count`-th, from the `index`-th (from 1) on. The shards of one
 * `count` are disjoint, together they are everything, and their sizes differ by one at most. All without a shard.
 */
export function shardOf<T extends { readonly path: string }>(
  scenarios: readonly T[],
  shard: Selection['shard'],
): readonly T[] {
  if (shard === undefined) return scenarios;
  const { index, count } = shard;
  const inPathOrder = scenarios.toSorted((a, b) => comparePaths(a.path, b.path));
  return inPathOrder.filter((_, place) => place % count === index - 1);
}

/** Texts by which a file is named: its path, its file name, its stem. */
function namesOf(path: string): string[] {
  return [path, baseOf(path), stemOf(path)];
}

/** Patterns that match a file without being a glob: its names, and the directories above it. */
function wordsFor(path: string): string[] {
  const directories = [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));
  return [...namesOf(path), ...directories];
}

/** A glob without `/` is about the file name or stem at any depth. */
function matchesAsGlob(pattern: string, path: string): boolean {
  return (
    matchesGlob(pattern, path) ||
    (!pattern.includes('/') && (matchesGlob(pattern, baseOf(path)) || matchesGlob(pattern, stemOf(path))))
  );
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function holds(value: MetadataValue | undefined, wanted: string): boolean {
  return Array.isArray(value) ? value.includes(wanted) : value === wanted;
}

function expressionOf(
  field: string,
  source: string | undefined,
): { readonly expression: RegExp | undefined } | { readonly problem: string } {
  if (source === undefined) return { expression: undefined };
  if (source.length > EXPRESSION_LENGTH_MAX) {
    return { problem: `selection.${field}: must be at most ${EXPRESSION_LENGTH_MAX} characters` };
  }
  try {
    return { expression: new RegExp(source, 'u') };
  } catch {
    return { problem: `selection.${field}: \`${shortened(source)}\` is not a regular expression` };
  }
}
