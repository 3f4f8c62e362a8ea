import { usageError } from '../errors.ts';
import type { TemporalFlags } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';
import type { RunOptions } from '../options/options.ts';
import { displayPath } from '../view/display-path.ts';
import { chosenLines, failedPaths, outcomesIn, type Outcomes } from './failed-scenarios.ts';

export interface FailedFlags {
  readonly lastFailed?: true | undefined;
  readonly failedFrom?: string | undefined;
}

/**
 * The options with only those scenarios selected that failed or errored in the run that the flags mean; all else that
 * they select by holds, too. Says how many those are. Undefined: nothing failed there. Unchanged without such a flag.
 */
export async function onlyFailed(
  invocation: Invocation,
  options: RunOptions,
  flags: FailedFlags & TemporalFlags,
): Promise<RunOptions | undefined> {
  const outcomes = await outcomesMeant(invocation, options, flags);
  if (outcomes === undefined) return options;
  const paths = failedPaths(outcomes);
  say(invocation, chosenLines(outcomes));
  return paths.length === 0 ? undefined : { ...options, selection: { ...options.selection, paths } };
}

async function outcomesMeant(
  invocation: Invocation,
  options: RunOptions,
  { failedFrom, lastFailed, ...flags }: FailedFlags & TemporalFlags,
): Promise<Outcomes | undefined> {
  if (failedFrom !== undefined) {
    const { outcomesOfNamed } = await import('./outcomes-of-run.ts');
    return await outcomesOfNamed(invocation, flags, failedFrom, options.resultsDir);
  }
  if (lastFailed !== true) return undefined;
  const { findReport } = await import('../reading/find-report.ts');
  const found = await findReport(options.resultsDir);
  if (found !== undefined) return outcomesIn(found.report);
  const dir = displayPath(options.resultsDir, invocation.cwd);
  throw usageError(`--last-failed: there is no report of an earlier run in ${dir}`, [
    'run everything first: leave --last-failed out',
    'or name the results directory of that run: -r DIR, or the run itself: --failed-from RUN',
  ]);
}
