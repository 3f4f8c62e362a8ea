import { isAbsolute, relative, sep } from 'node:path';
import { FailureType } from '../shared/failure-types.ts';
import { SCENARIOS_PER_RUN_MAX } from '../shared/limits.ts';
import { estimateOf, type History } from '../shared/history.ts';
import { problemText, type Metadata } from '../shared/metadata.ts';
import { shortLine } from '../shared/one-line.ts';
import { inStartOrder, type StartOrder } from '../shared/order.ts';
import type { PlannedScenario } from '../shared/plan.ts';
import { resultNamesOf } from '../shared/result-names.ts';
import type { Selection } from '../shared/run-input.ts';
import { selectorOf, shardOf } from '../shared/selection.ts';
import { discoverScenarios, type DiscoveredScenario } from './discover.ts';
import { PlanError } from './plan-error.ts';

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
}

/** What the order of a plan comes from. */
export interface Ordering {
  /** Default `longest`. */
  readonly order?: StartOrder;
  /** Of earlier runs into the same results directory; default: there were none. */
  readonly history?: History;
}

/**
 * Discovers, selects, takes the shard's part, orders and names. Never throws for a script; throws {@link PlanError} `Plan.NoDirectory` for the
 * directory, `Run.InvalidInput` for the selection and `Run.TooManyScenarios` for a directory beyond all bounds.
 * A script with problems counts as selected when its path is, because its tags cannot be known.
 */
export async function planScenarios(
  scenariosDir: string,
  selection: Selection,
  { order, history }: Ordering = {},
): Promise<ScenarioPlan> {
  const patterns = selection.patterns.map((pattern) => withinDirectory(scenariosDir, pattern));
  const selected = selectorOf({ ...selection, patterns });
  if ('problems' in selected) throw new PlanError(FailureType.RunInvalidInput, selected.problems.join('\n'));
  const { selector } = selected;

  const discovered = await discoverScenarios(scenariosDir, selector.names);
  const byPath = discovered.filter(({ path }) => selector.matchesPath(path));
  const usable = byPath.flatMap((scenario) =>
    scenario.metadata !== undefined && selector.matchesMetadata(scenario.metadata.values)
      ? [
          {
            ...scenario,
            metadata: scenario.metadata,
            estimatedMs: estimateFor(scenario.path, scenario.metadata, history),
          },
        ]
      : [],
  );
  const mine = shardOf(usable, selection.shard);
  // Of all scripts, not of the selected ones: a file's results have the same name whatever else is selected.
  const resultNames = resultNamesOf(discovered.map(({ path }) => path));
  const found = new Set(discovered.map(({ path }) => path));
  return {
    scenarios: inStartOrder(mine, order).map((scenario) =>
      planned(scenario, resultNames.get(scenario.path) ?? scenario.path),
    ),
    discoveredCount: discovered.length,
    selectedCount: usable.length,
    missingPaths: (selection.paths ?? []).filter((path) => !found.has(path)),
    unmatchedPatterns: selector.unmatchedPatterns(discovered.map(({ path }) => path)),
    problems: byPath.flatMap(({ path, problems = [] }) => problems.map((problem) => problemText(path, problem))),
  };
}

/** Throws what must end a run before it begins: `Plan.InvalidMetadata` or `Run.NothingMatched`. */
export function requireRunnable(plan: ScenarioPlan, scenariosDir: string, selection: Selection): void {
  if (plan.problems.length > 0) {
    const shown = plan.problems.slice(0, PROBLEMS_SHOWN_MAX);
    const more = plan.problems.length - shown.length;
    const lines = [...shown, ...(more > 0 ? [`… and ${more} more`] : [])];
    throw new PlanError(
      FailureType.PlanInvalidMetadata,
      `Metadata in ${scenariosDir} cannot be read:\n${lines.join('\n')}`,
    );
  }
  const nothing = nothingMatched(plan, scenariosDir, selection);
  if (nothing !== undefined) throw nothing;
}

/** Undefined when there is something to run and every pattern stands for some of it. */
function nothingMatched(plan: ScenarioPlan, scenariosDir: string, selection: Selection): PlanError | undefined {
  const { discoveredCount: count, unmatchedPatterns: unmatched, selectedCount } = plan;
  if (plan.scenarios.length > 0 && unmatched.length === 0) return undefined;
  const type = FailureType.RunNothingMatched;
  if (count === 0) {
    const fix = 'a scenario is a file that ends in .sh; write one, or name another directory: muster run DIR';
    return new PlanError(type, `Nothing to run: ${scenariosDir} holds no *.sh files.`, { fix });
  }
  const holds = `${scenariosDir} holds ${count} ${count === 1 ? 'scenario' : 'scenarios'}`;
  if (unmatched.length > 0 && unmatched.length < selection.patterns.length) {
    return new PlanError(type, `Nothing matches ${listed(unmatched.map(quoted))}: ${holds}.`);
  }
  const { shard } = selection;
  if (shard !== undefined && selectedCount > 0) {
    const share = `shard ${shard.index}/${shard.count} of the ${selectedCount} selected is empty`;
    return new PlanError(type, `Nothing to run: ${share}.`, { fix: EMPTY_SHARD_FIX });
  }
  const asked = describeSelection(selection);
  return new PlanError(type, `Nothing to run: ${holds}${asked === '' ? '' : `, none of which matches ${asked}`}.`);
}

/** Throws `Run.TooManyScenarios` for what can be listed, but not started as one run. */
export function requireOneRun(plan: Pick<ScenarioPlan, 'scenarios'>): void {
  if (plan.scenarios.length <= SCENARIOS_PER_RUN_MAX) return;
  throw new PlanError(
    FailureType.RunTooManyScenarios,
    `${plan.scenarios.length} scenarios are selected, and one run takes at most ${SCENARIOS_PER_RUN_MAX}; ` +
      'select fewer by pattern or tag and start several runs.',
  );
}

const EMPTY_SHARD_FIX = 'take fewer shards, or accept empty ones: --pass-with-no-scenarios';
const PROBLEMS_SHOWN_MAX = 20;
const PATTERN_LENGTH_SHOWN_MAX = 200;

/** What it took is believed before what somebody once wrote down. */
function estimateFor(path: string, { fields }: Metadata, history: History = new Map()): number | undefined {
  return estimateOf(history.get(path) ?? []) ?? fields.estimated_time;
}

type SelectedScenario = DiscoveredScenario & { readonly metadata: Metadata; readonly estimatedMs: number | undefined };

function planned({ metadata, estimatedMs, path, digest }: SelectedScenario, resultName: string): PlannedScenario {
  const {
    name,
    description,
    tags,
    component,
    version,
    timeout,
    retries,
    skip_exit_codes: skipExitCodes,
    access,
    env,
  } = metadata.fields;
  return {
    path,
    resultName,
    digest,
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(component === undefined ? {} : { component }),
    ...(version === undefined ? {} : { version }),
    ...(estimatedMs === undefined ? {} : { estimatedMs }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(retries === undefined ? {} : { retries }),
    ...(skipExitCodes === undefined ? {} : { skipExitCodes }),
    ...(access === undefined ? {} : { access }),
    ...(env === undefined ? {} : { env }),
  };
}

/** A shell completes paths, so an absolute path into the directory means the file in it. */
function withinDirectory(scenariosDir: string, pattern: string): string {
  if (!isAbsolute(pattern)) return pattern;
  const inside = relative(scenariosDir, pattern).split(sep).join('/');
  return inside.startsWith('../') ? pattern : inside || '.';
}

function quoted(pattern: string): string {
  return `\`${pattern}\``;
}

function describeSelection(selection: Selection): string {
  return listed([
    ...selection.patterns.map(quoted),
    ...(selection.paths === undefined ? [] : [`the ${selection.paths.length} given paths`]),
    ...selection.tags.map((tag) => `tag ${tag}`),
    ...Object.entries(selection.labels).map(([key, value]) => `${key}=${value}`),
    ...(selection.grep === undefined ? [] : [`/${selection.grep}/`]),
    ...(selection.grepInvert === undefined ? [] : [`not /${selection.grepInvert}/`]),
  ]);
}

/** As many as somebody reads. */
function listed(all: readonly string[]): string {
  const shown = all.slice(0, PROBLEMS_SHOWN_MAX).map((each) => shortLine(each, PATTERN_LENGTH_SHOWN_MAX));
  const more = all.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
