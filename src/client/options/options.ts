import { resolve } from 'node:path';
import type { Selection } from '../../shared/run-input.ts';
import type { ClusterFlags, ClusterWish } from './cluster-wish.ts';
import { clusterWish } from './cluster-wish.ts';
import { usageError } from '../errors.ts';
import type { Environment } from '../invocation.ts';
import { isCi } from '../invocation.ts';
import { keyValues } from './key-values.ts';
import { patternOf, splitPositionals } from './positionals.ts';
import { checkedRunName } from './run-name.ts';
import { given } from './settings.ts';
import type { Tuning, TuningFlags } from './tuning.ts';
import { tuningOf } from './tuning.ts';

/** Flags that choose and tune a run, as commander hands them over. */
export interface RunFlags extends ClusterFlags, TuningFlags {
  readonly tag?: string[] | undefined;
  readonly label?: string[] | undefined;
  readonly grep?: string | undefined;
  readonly grepInvert?: string | undefined;
  readonly scenariosDir?: string | undefined;
  readonly resultsDir?: string | undefined;
  readonly name?: string | undefined;
  readonly detach?: true | undefined;
  readonly stopAfter?: true | undefined;
}

/** What the disk says about paths; injected so that the rules can be tested without one. */
export interface PathFacts {
  readonly isDirectory: (path: string) => boolean;
  readonly exists: (path: string) => boolean;
}

export interface RunOptions {
  /** Absolute; with a task queue of others as given, because it is their disk. */
  readonly scenariosDir: string;
  readonly resultsDir: string;
  readonly selection: Selection;
  readonly tuning: Tuning;
  readonly cluster: ClusterWish;
  readonly runName?: string;
  readonly detach: boolean;
  /** Local servers that this command starts end with it. */
  readonly attached: boolean;
}

/** Flag, then environment, then default: merged here and nowhere else. Throws a usage error (exit 2). */
export function resolveRunOptions(
  positionals: readonly string[],
  flags: RunFlags,
  env: Environment,
  cwd: string,
  paths: PathFacts,
): RunOptions {
  const cluster = clusterWish(flags);
  const split = splitPositionals(positionals, flags.scenariosDir !== undefined, (path) =>
    paths.isDirectory(resolve(cwd, path)),
  );
  const scenarios = given(flags.scenariosDir ?? split.scenariosDir, '--scenarios-dir', env, 'SCENARIOS_DIR');
  const results = given(flags.resultsDir, '--results-dir', env, 'RESULTS_DIR');
  const scenariosHere = resolve(cwd, scenarios?.text ?? 'scenarios');
  const place = (path: string) => (cluster.kind === 'worker' ? path : resolve(cwd, path));
  const detach = flags.detach === true;
  return {
    scenariosDir: place(scenarios?.text ?? 'scenarios'),
    resultsDir: place(results?.text ?? 'test-results'),
    selection: {
      patterns: split.patterns.map((positional) => patternOf(positional, scenariosHere, cwd, paths.exists)),
      tags: flags.tag ?? [],
      labels: keyValues(flags.label, '-l', 'component=storage'),
      ...(flags.grep === undefined ? {} : { grep: checkedExpression(flags.grep, '--grep') }),
      ...(flags.grepInvert === undefined ? {} : { grepInvert: checkedExpression(flags.grepInvert, '--grep-invert') }),
    },
    tuning: tuningOf(flags, env, place),
    cluster,
    ...(flags.name === undefined ? {} : { runName: checkedRunName(flags.name, '--name') }),
    detach,
    attached: !detach && (flags.stopAfter === true || env['MUSTER_ATTACHED'] === '1' || isCi(env)),
  };
}

function checkedExpression(source: string, flag: string): string {
  try {
    return new RegExp(source, 'u').source;
  } catch (error) {
    throw usageError(`${flag}: "${source}" is not a regular expression`, 'quote it for the shell', String(error));
  }
}
