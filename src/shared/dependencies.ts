import { PLAN_NOTICE_LENGTH_MAX, PLAN_NOTICES_MAX } from './limits.ts';
import { shortened } from './metadata-block.ts';
import { namedScenario, type NamedScenario } from './named-scenario.ts';
import { stemOf } from './names.ts';
import { oneLine, shortLine } from './one-line.ts';

/** A script, and what it says of others: `dependsOn` as written in its metadata, which begins `at`. */
export interface Depending {
  readonly path: string;
  readonly name?: string | undefined;
  readonly dependsOn: readonly string[];
  readonly at?: { readonly line: number; readonly column: number } | undefined;
}

/** What the names in `dependsOn` of some scripts come to. */
export interface ResolvedDependencies {
  /** Paths on which each depends, in the order in which it names them, each once. By path; those without are left out. */
  readonly pathsOf: ReadonlyMap<string, readonly string[]>;
  /** One sentence per name that is no script's, or that of several: `a.sh:4:3: depends_on: there is no scenario "b"`. */
  readonly problems: readonly string[];
}

/**
 * Finds what each of `depending` names among all scripts: by path, by file name or stem, or by a `name` of metadata that
 * only one of them has. Never throws.
 */
export function resolveDependencies(depending: readonly Depending[], all: readonly Depending[]): ResolvedDependencies {
  const find = finderOf(all);
  const pathsOf = new Map<string, readonly string[]>();
  const problems: string[] = [];
  for (const { path, dependsOn, at } of depending) {
    if (dependsOn.length === 0) continue;
    const found = dependsOn.map((text) => find(text));
    pathsOf.set(path, [...new Set(found.flatMap((each) => ('path' in each ? each.path : [])))]);
    const where = `${oneLine(path)}${at === undefined ? '' : `:${at.line}:${at.column}`}`;
    for (const each of found) if ('problem' in each) problems.push(`${where}: depends_on: ${each.problem}`);
  }
  return { pathsOf, problems };
}

/** To search a large suite for what may have been meant takes tenths of a second each time. */
const NEAR_SEARCHES_MAX = 5;

/** Names are looked up, not searched for: a large suite has thousands of them in either place. */
function finderOf(all: readonly Depending[]): (text: string) => NamedScenario {
  const paths = all.map(({ path }) => path);
  const exact = new Set(paths);
  const byFileName = pathsBy(all, ({ path }) => [path.slice(path.lastIndexOf('/') + 1), stemOf(path)]);
  const byName = pathsBy(all, ({ name }) => (name === undefined ? [] : [name]));
  let searches = 0;
  return (text) => {
    const wanted = text.trim().replace(/^(?:\.\/)+/, '');
    if (exact.has(wanted)) return { path: wanted };
    const named = [...(byFileName.get(wanted) ?? byName.get(wanted) ?? [])];
    const [path] = named;
    const shown = shortened(wanted);
    if (path !== undefined && named.length === 1) return { path };
    if (named.length > 1) return { problem: `"${shown}" names ${named.length} scenarios: ${listed(named)}` };
    searches += 1;
    const told = searches > NEAR_SEARCHES_MAX ? undefined : namedScenario(shown, paths);
    if (told === undefined || 'path' in told) return { problem: `there is no scenario "${shown}"` };
    return { problem: oneLine(told.problem) };
  };
}

function pathsBy(
  all: readonly Depending[],
  keysOf: (script: Depending) => readonly string[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const paths = new Map<string, Set<string>>();
  for (const script of all) {
    for (const key of keysOf(script)) {
      const known = paths.get(key);
      if (known === undefined) paths.set(key, new Set([script.path]));
      else known.add(script.path);
    }
  }
  return paths;
}

/** What one run makes of dependencies, of which it may have selected only some. */
export interface RunDependencies {
  /** As {@link ResolvedDependencies.pathsOf}, of selected ones on selected ones only. */
  readonly pathsOf: ReadonlyMap<string, readonly string[]>;
  /** One sentence per dependency that is not part of the run; at most PLAN_NOTICES_MAX. */
  readonly notices: readonly string[];
}

/** Whoever depends on what was left out runs without waiting for it. */
export function withinSelection(
  pathsOf: ResolvedDependencies['pathsOf'],
  selected: readonly string[],
): RunDependencies {
  const isSelected = new Set(selected);
  const kept = new Map<string, readonly string[]>();
  const without = new Map<string, string[]>();
  for (const path of selected) {
    const needs = pathsOf.get(path) ?? [];
    const within = needs.filter((need) => isSelected.has(need));
    if (within.length > 0) kept.set(path, within);
    for (const need of needs) {
      if (isSelected.has(need)) continue;
      const paths = without.get(need);
      if (paths === undefined) without.set(need, [path]);
      else paths.push(path);
    }
  }
  const notices = [...without].map(([need, paths]) => {
    const who = `${listed(paths)} ${paths.length === 1 ? 'starts' : 'start'} without waiting for it`;
    return shortLine(`${need} is not part of this run: ${who}`, PLAN_NOTICE_LENGTH_MAX);
  });
  if (notices.length <= PLAN_NOTICES_MAX) return { pathsOf: kept, notices };
  const shown = notices.slice(0, PLAN_NOTICES_MAX - 1);
  const rest = `${notices.length - shown.length} more scenarios on which others depend are not part of this run`;
  return { pathsOf: kept, notices: [...shown, rest] };
}

const LISTED_COUNT_MAX = 3;
function listed(paths: readonly string[]): string {
  const more = paths.length - LISTED_COUNT_MAX;
  const shown = paths.slice(0, LISTED_COUNT_MAX).map(oneLine).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
