import { FailureType } from '../shared/failure-types.ts';
import { SCENARIOS_PER_RUN_MAX } from '../shared/limits.ts';
import { shortLine } from '../shared/one-line.ts';
import type { Selection } from '../shared/run-input.ts';
import { PlanError } from './plan-error.ts';
import type { ScenarioPlan } from './plan.ts';

/**
 * Throws what must end a run before it begins: `Plan.InvalidMetadata`, `Plan.UnknownDependency`, `Plan.DependencyCycle`
 * or `Run.NothingMatched`.
 */
export function requireRunnable(plan: ScenarioPlan, scenariosDir: string, selection: Selection): void {
  if (plan.problems.length > 0) {
    const text = `Metadata in ${scenariosDir} cannot be read:\n${problemLines(plan.problems)}`;
    throw new PlanError(FailureType.PlanInvalidMetadata, text);
  }
  requireDependencies(plan, scenariosDir);
  const nothing = nothingMatched(plan, scenariosDir, selection);
  if (nothing !== undefined) throw nothing;
}

/** Throws `Plan.UnknownDependency` or `Plan.DependencyCycle`. */
export function requireDependencies(
  { unknownDependencies, cycle }: Pick<ScenarioPlan, 'unknownDependencies' | 'cycle'>,
  scenariosDir: string,
): void {
  if (unknownDependencies.length > 0) {
    const text = `Scenarios in ${scenariosDir} depend on what is not there:\n${problemLines(unknownDependencies)}`;
    throw new PlanError(FailureType.PlanUnknownDependency, text);
  }
  if (cycle === undefined) return;
  throw new PlanError(
    FailureType.PlanDependencyCycle,
    `Scenarios in ${scenariosDir} wait for one another: ${circle(cycle)}`,
  );
}

/** `a.sh → b.sh → a.sh`; the middle of a long one is left out. */
function circle(paths: readonly string[]): string {
  const shown = paths.map((path) => shortLine(path, PATTERN_LENGTH_SHOWN_MAX));
  if (shown.length <= PROBLEMS_SHOWN_MAX) return shown.join(' → ');
  const half = PROBLEMS_SHOWN_MAX / 2;
  return [...shown.slice(0, half), `… ${shown.length - 2 * half} more …`, ...shown.slice(-half)].join(' → ');
}

function problemLines(problems: readonly string[]): string {
  const shown = problems.slice(0, PROBLEMS_SHOWN_MAX);
  const more = problems.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
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
  const { length } = plan.scenarios;
  const parts = Math.ceil(length / SCENARIOS_PER_RUN_MAX);
  throw new PlanError(
    FailureType.RunTooManyScenarios,
    `${length} scenarios are selected, and one run takes at most ${SCENARIOS_PER_RUN_MAX}; start several runs, each ` +
      `with a part of them: --shard 1/${parts} to --shard ${parts}/${parts}, or select by pattern or tag.`,
    { fix: `start ${parts} runs: --shard 1/${parts} to --shard ${parts}/${parts}` },
  );
}

const EMPTY_SHARD_FIX = 'take fewer shards, or accept empty ones: --pass-with-no-scenarios';
const PROBLEMS_SHOWN_MAX = 20;
const PATTERN_LENGTH_SHOWN_MAX = 200;

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
