import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { PlannedScenario } from '../../shared/plan.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { ClientError, clientErrorOf } from '../errors.ts';
import { requireApart } from '../options/apart.ts';
import type { RunOptions } from '../options/options.ts';
import { runInputOf } from './run-input.ts';

export interface PlanWishes {
  /** A selection without any scenario is an empty plan instead of `Run.NothingMatched`. Default false. */
  readonly mayBeEmpty?: boolean;
  /** Gets the exact paths of the selection at which there is no script any more. */
  readonly onMissing?: (paths: readonly string[]) => void;
  /** Gets what whoever starts the run should know, a sentence each: dependencies that are not part of it. */
  readonly onNotices?: (notices: readonly string[]) => void;
}

/**
 * The same plan that the worker will make, so that a missing directory, bad metadata or an empty selection is said
 * before anything starts, bad values of flags included; in the same order, when the results directory with its history
 * is on this machine, too. Undefined when the scripts lie on somebody else's disk. Throws `Plan.*`, `Run.*`.
 */
export async function planLocally(
  options: RunOptions,
  cwd: string,
  { mayBeEmpty = false, onMissing, onNotices }: PlanWishes = {},
): Promise<readonly PlannedScenario[] | undefined> {
  const { checkInput } = await import('../options/check-input.ts');
  checkInput(runInputOf(options, {}));
  const dir = resolve(cwd, options.scenariosDir);
  if (options.bundleDigest !== undefined) return undefined;
  if (options.cluster.kind === 'worker' && options.bundle !== true && !existsSync(dir)) return undefined;
  const { planScenarios, requireRunnable } = await import('../../scenarios/index.ts');
  const { readHistory } = await import('../../results/index.ts');
  const ordering = {
    order: options.tuning.order,
    lockBy: options.tuning.lockBy,
    history: await readHistory(resolve(cwd, options.resultsDir)),
  };
  const plan = await planScenarios(dir, options.selection, ordering).catch((error: unknown) => {
    throw withMistakenDirectory(error, options.selection.patterns[0]);
  });
  if (plan.missingPaths.length > 0) onMissing?.(plan.missingPaths);
  if (!mayBeEmpty || plan.scenarios.length > 0 || plan.problems.length > 0) {
    requireRunnable(plan, dir, options.selection);
  }
  if (plan.notices.length > 0) onNotices?.(plan.notices);
  return plan.scenarios;
}

/**
 * What a run cannot be started with, although it can be listed: too many scenarios, manifests or a results directory
 * that cannot be used.
 */
export async function checkStartable(options: RunOptions, plan: readonly PlannedScenario[] | undefined): Promise<void> {
  if (plan !== undefined) {
    const { requireOneRun } = await import('../../scenarios/index.ts');
    requireOneRun({ scenarios: plan });
  }
  requireApart(options.scenariosDir, options.resultsDir);
  if (options.bundle === true && options.cluster.kind === 'worker' && options.artifacts !== undefined) {
    const { storePlaceOf } = await import('../../artifacts/index.ts');
    storePlaceOf(options.artifacts);
  }
  // Results of a bundle come back to this machine; everything else of such a run is on the workers'.
  if (options.cluster.kind === 'worker' && options.bundle !== true) return;
  const { applyFiles } = options.tuning.namespaceSetup;
  if (applyFiles.length > 0 && options.cluster.kind !== 'worker') {
    const { readManifests } = await import('../../kubernetes/index.ts');
    await readManifests(applyFiles);
  }
  const { checkResultsDir } = await import('../../results/index.ts');
  await checkResultsDir(options.resultsDir);
}

/** A mistyped directory is taken for a pattern, and then the default directory is missed: say both. */
function withMistakenDirectory(error: unknown, pattern: string | undefined): unknown {
  const known = clientErrorOf(error);
  if (known?.type !== FailureType.PlanNoDirectory || pattern === undefined) return error;
  return new ClientError(known.message, {
    type: known.type,
    why: `"${pattern}" is not a directory either, so it was taken for a pattern`,
    fix: known.fixes,
  });
}
