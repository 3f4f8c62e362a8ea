import { resolveDependencies, withinSelection, type Depending } from '../shared/dependencies.ts';
import { cycleIn } from '../shared/dependency-order.ts';
import { isNamedBy } from '../shared/names.ts';
import { discoverScenarios, type DiscoveredScenario } from './discover.ts';

/** What becomes of `depends_on` in a run, or in a whole directory. */
export interface PlannedDependencies {
  /** By path, paths of the run on which it depends; those without are left out. */
  readonly pathsOf: ReadonlyMap<string, readonly string[]>;
  /** One sentence per name that is no script's, or that of several. */
  readonly unknown: readonly string[];
  readonly cycle: readonly string[] | undefined;
  /** One sentence per dependency that is not part of the run. */
  readonly notices: readonly string[];
}

/**
 * `discovered`: all scripts of the directory; `usable`: those that are selected, which are judged; `mine`: the part of
 * them that this run takes. A name that none of them has may be a script without `.sh`, which is only found when asked.
 */
export async function runDependencies(
  scenariosDir: string,
  {
    discovered,
    usable,
    mine,
  }: {
    readonly discovered: readonly DiscoveredScenario[];
    readonly usable: readonly DiscoveredScenario[];
    readonly mine: readonly DiscoveredScenario[];
  },
): Promise<PlannedDependencies> {
  const depending = usable.map(dependingOf);
  let resolved = resolveDependencies(depending, discovered.map(dependingOf));
  if (resolved.problems.length > 0) {
    const names = new Set(depending.flatMap(({ dependsOn }) => dependsOn));
    const all = await discoverScenarios(scenariosDir, (path) => [...names].some((name) => isNamedBy(name, path)));
    resolved = resolveDependencies(depending, all.map(dependingOf));
  }
  const { pathsOf, notices } = withinSelection(
    resolved.pathsOf,
    mine.map(({ path }) => path),
  );
  const cycle = cycleIn(usable.map(({ path }) => ({ path, dependsOn: resolved.pathsOf.get(path) })));
  return { pathsOf, unknown: resolved.problems, cycle, notices };
}

function dependingOf({ path, metadata }: DiscoveredScenario): Depending {
  const { name, depends_on: dependsOn = [] } = metadata?.fields ?? {};
  return { path, name, dependsOn, at: metadata?.dependsOnAt };
}
