import type { PlannedScenario } from '../../shared/plan.ts';
import { isRedactable } from '../../shared/secret-values.ts';
import { usageError } from '../errors.ts';
import type { Environment, Invocation } from '../invocation.ts';
import { say } from '../invocation.ts';
import type { RunOptions } from '../options/options.ts';
import { readEnvFiles } from './env-files.ts';

/** What the command line says about the environment of scripts. */
export interface EnvironmentFlags {
  readonly envFile?: readonly string[] | undefined;
  readonly passEnv?: readonly string[] | undefined;
}

/** What scripts get beside the environment of this shell. All of it is secret. */
export type FileVariables = ReadonlyMap<string, string>;

/**
 * The variables of the run's env files, for scripts that get this shell's environment. Workers of somebody else do not
 * get it: there a flag that asks for a file is a usage error; a configuration file that does, which may be for other
 * runs too, only a line.
 */
export async function fileVariablesOf(
  invocation: Invocation,
  options: Pick<RunOptions, 'cluster' | 'envFiles'>,
  flags: EnvironmentFlags,
): Promise<FileVariables> {
  if (options.cluster.kind === 'worker') {
    refuseEnvFiles(
      invocation,
      options,
      flags,
      'the environment of this shell is not sent to the workers of --task-queue',
    );
    return new Map();
  }
  if (flags.passEnv !== undefined) {
    throw usageError(
      '--pass-env: scripts that run here get all of the environment of this shell',
      'leave it out, or name the workers of somebody else: --task-queue NAME',
    );
  }
  return readEnvFiles(options.envFiles);
}

/** A schedule starts its runs without this shell, and nothing keeps secrets for it. */
export function refuseEnvFiles(
  invocation: Invocation,
  options: Pick<RunOptions, 'envFiles'>,
  flags: EnvironmentFlags,
  why: string,
): void {
  if (options.envFiles.length === 0) return;
  const fix = 'set the variables where the worker is started, and name each: --pass-env NAME';
  if (flags.envFile !== undefined) throw usageError(`--env-file: ${why}`, fix);
  say(invocation, [`! env files are not read: ${why}`, `  ${fix}`]);
}

/** One line for each name of a secret that nothing will be redacted for: a typing error would show it in a log. */
export function secretsInPlainSight(
  options: Pick<RunOptions, 'cluster' | 'tuning'>,
  env: Environment,
  variables: FileVariables,
  plan: readonly PlannedScenario[] | undefined,
): readonly string[] {
  if (options.cluster.kind === 'worker') return [];
  return [...new Set(options.tuning.secretEnv)].flatMap((name) => {
    if (plan?.some((scenario) => scenario.env?.[name] !== undefined) === true) return [];
    const value = variables.get(name) ?? env[name];
    if (value === undefined) return [`! ${name} is to be kept secret, but there is no such variable here`];
    if (value === '' || isRedactable(value)) return [];
    return [`! ${name} is to be kept secret, but is too short or too common a word to be taken out of logs`];
  });
}
