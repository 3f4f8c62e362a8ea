import type { PlannedScenario } from '../../shared/plan.ts';
import { ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';
import type { RunOptions } from '../options/options.ts';
import { displayPath } from '../view/display-path.ts';
import { oneLine } from '../view/fit.ts';
import type { FollowFlags } from './execute-run.ts';
import type { EnvironmentFlags, FileVariables } from './handed-over.ts';
import { fileVariablesOf, secretsInPlainSight } from './handed-over.ts';
import { missingLines } from './failed-scenarios.ts';
import { checkStartable, planLocally } from './plan-locally.ts';

/** What is known before anything is started. */
export interface PlannedHere {
  /** Absent: only the workers know. */
  readonly plan: readonly PlannedScenario[] | undefined;
  /** What whoever starts the run should know of its plan. */
  readonly notices: readonly string[];
  readonly fileVariables: FileVariables;
  /** To have nothing to run is no mistake. */
  readonly mayBeEmpty: boolean;
}

/** Reads and plans what the options describe; says which scripts are not there any more. Throws as {@link planLocally}. */
export async function planHere(
  invocation: Invocation,
  options: RunOptions,
  flags: EnvironmentFlags,
  mayBeEmpty: boolean,
): Promise<PlannedHere> {
  const fileVariables = await fileVariablesOf(invocation, options, flags);
  const onMissing = (paths: readonly string[]) => say(invocation, missingLines(paths));
  const notices: string[] = [];
  const onNotices = (found: readonly string[]) => notices.push(...found);
  const plan = await planLocally(options, invocation.cwd, { mayBeEmpty, onMissing, onNotices });
  return { plan, notices, fileVariables, mayBeEmpty };
}

/** Checks, starts and follows what was planned, unless that is nothing. */
export async function runPlanned(
  invocation: Invocation,
  options: RunOptions,
  flags: FollowFlags,
  { plan, fileVariables, mayBeEmpty }: PlannedHere,
): Promise<ExitCode> {
  if (plan?.length === 0) return sayNothingToRun(invocation, mayBeEmpty);
  await checkStartable(options, plan);
  say(invocation, secretsInPlainSight(options, invocation.env, fileVariables, plan));
  // Before anything is waited for: Temporal, the cluster and servers of this machine may take their time.
  say(invocation, [foundLine(invocation, options, plan)]);
  const { executeRun } = await import('./execute-run.ts');
  const exitCode = await executeRun(invocation, options, flags, plan, process, fileVariables);
  // Only the workers could tell. Of several patterns one alone may have matched nothing, and that is a mistake.
  const isEmpty = plan === undefined && exitCode === ExitCode.NothingMatched && options.selection.patterns.length <= 1;
  return isEmpty && mayBeEmpty ? ExitCode.Passed : exitCode;
}

function foundLine(
  { cwd }: Invocation,
  { scenariosDir }: RunOptions,
  plan: readonly PlannedScenario[] | undefined,
): string {
  const dir = oneLine(displayPath(scenariosDir, cwd));
  if (plan === undefined) return `▸ scenarios in ${dir}, on the workers' disk`;
  return `▸ ${plan.length} ${plan.length === 1 ? 'scenario' : 'scenarios'} in ${dir}`;
}

/** There is nothing to run, which is what some pipelines expect of some of their jobs. */
export function sayNothingToRun(invocation: Invocation, isFine: boolean): ExitCode {
  say(invocation, ['nothing to run']);
  return isFine ? ExitCode.Passed : ExitCode.NothingMatched;
}
