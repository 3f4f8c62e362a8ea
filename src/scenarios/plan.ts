import { isAbsolute, relative, sep } from 'node:path';
import { FailureType } from '../shared/failure-types.ts';
import type { History } from '../shared/history.ts';
import { problemText } from '../shared/metadata.ts';
import { inStartOrder, type StartOrder } from '../shared/order.ts';
import type { PlannedScenario } from '../shared/plan.ts';
import { resultNamesOf } from '../shared/result-names.ts';
import type { Selection } from '../shared/run-input.ts';
import { selectorOf, shardOf } from '../shared/selection.ts';
import { discoverScenarios } from './discover.ts';
import { requireLockKey } from './locks.ts';
import { runDependencies } from './plan-dependencies.ts';
import { PlanError } from './plan-error.ts';
import { plannedScenario } from './planned-scenario.ts';

/** What a directory and a selection come to. */
export interface ScenarioPlan {
  /** Selected and usable, in the order in which they start. */
  readonly scenarios: readonly PlannedScenario[];
  /** All that were found, selected or not. */
  readonly discoveredCount: number;
  /** Selected and usable in all shards together. */
  readonly selectedCount: number;
  /** Of the selection's exact paths, those at which there is no script; they are left out. */
  readonly missingPaths: readonly string[];
  /** Patterns that match no script at all, whatever its tags. */
  readonly unmatchedPatterns: readonly string[];
  /** One sentence per problem, `path:line:column: …`, of the scripts that the selection may mean. */
  readonly problems: readonly string[];
  /** One sentence per name in `depends_on` of a selected script that is no script of the directory, or of several. */
  readonly unknownDependencies: readonly string[];
  /** Paths of selected scripts that wait for one another, the first again at the end. Absent: there is no such circle. */
  readonly cycle?: readonly string[] | undefined;
  /** Sentences for whoever starts the run: dependencies that are not part of it. */
  readonly notices: readonly string[];
}

/** What the order of a plan comes from. */
export interface Ordering {
  /** Default `longest`. */
  readonly order?: StartOrder;
  /** Of earlier runs into the same results directory; default: there were none. */
  readonly history?: History;
  /** A metadata key: scenarios with the same value in it share a lock. Default: none. */
  readonly lockBy?: string | undefined;
}

/**
 * Discovers, selects, takes the shard's part, orders and names. Never throws for a script; throws {@link PlanError} `Plan.NoDirectory` for the
 * directory, `Run.InvalidInput` for the selection or a `lockBy` that no script knows, and `Run.TooManyScenarios` for a directory beyond all bounds.
 * A script with problems counts as selected when its path is, because its tags cannot be known.
 */
export async function planScenarios(
  scenariosDir: string,
  selection: Selection,
  { order, history, lockBy }: Ordering = {},
): Promise<ScenarioPlan> {
  const patterns = selection.patterns.map((pattern) => withinDirectory(scenariosDir, pattern));
  const selected = selectorOf({ ...selection, patterns });
  if ('problems' in selected) throw new PlanError(FailureType.RunInvalidInput, selected.problems.join('\n'));
  const { selector } = selected;

  const discovered = await discoverScenarios(scenariosDir, selector.names);
  const byPath = discovered.filter(({ path }) => selector.matchesPath(path));
  const usable = byPath.flatMap((scenario) =>
    scenario.metadata !== undefined && selector.matchesMetadata(scenario.metadata.values)
      ? [{ ...scenario, metadata: scenario.metadata }]
      : [],
  );
  requireLockKey(
    lockBy,
    discovered.map(({ metadata }) => metadata),
  );
  const mine = shardOf(usable, selection.shard);
  const dependencies = await runDependencies(scenariosDir, { discovered, usable, mine });
  // Of all scripts, not of the selected ones: a file's results have the same name whatever else is selected.
  const resultNames = resultNamesOf(discovered.map(({ path }) => path));
  const found = new Set(discovered.map(({ path }) => path));
  const scenarios = mine.map((scenario) => {
    const { path } = scenario;
    const dependsOn = dependencies.pathsOf.get(path);
    return plannedScenario(scenario, { resultName: resultNames.get(path) ?? path, history, lockBy, dependsOn });
  });
  return {
    scenarios: inStartOrder(scenarios, order),
    discoveredCount: discovered.length,
    selectedCount: usable.length,
    missingPaths: (selection.paths ?? []).filter((path) => !found.has(path)),
    unmatchedPatterns: selector.unmatchedPatterns(discovered.map(({ path }) => path)),
    problems: byPath.flatMap(({ path, problems = [] }) => problems.map((problem) => problemText(path, problem))),
    unknownDependencies: dependencies.unknown,
    cycle: dependencies.cycle,
    notices: dependencies.notices,
  };
}

/** A shell completes paths, so an absolute path into the directory means the file in it. */
function withinDirectory(scenariosDir: string, pattern: string): string {
  if (!isAbsolute(pattern)) return pattern;
  const inside = relative(scenariosDir, pattern).split(sep).join('/');
  return inside.startsWith('../') ? pattern : inside || '.';
}
