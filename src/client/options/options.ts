import { resolve } from 'node:path';
import type { Selection } from '../../shared/run-input.ts';
import { usageError } from '../errors.ts';
import { artifactsOf } from './artifacts.ts';
import type { Attending, AttendingFlags } from './attending.ts';
import { attendingOf } from './attending.ts';
import type { ClusterFlags, ClusterWish } from './cluster-wish.ts';
import { clusterWish } from './cluster-wish.ts';
import type { ConfigFile } from '../config/config-file.ts';
import type { Environment } from '../invocation.ts';
import { isCi } from '../invocation.ts';
import { patternOf, splitPositionals } from './positionals.ts';
import { checkedRunName } from './run-name.ts';
import { selectionOf } from './selection.ts';
import type { Origin } from './settings.ts';
import { settingTable } from './setting-table.ts';
import type { Sources } from './sources.ts';
import { listSetting, pathFrom, settingOf, textSetting } from './sources.ts';
import type { Tuning, TuningFlags } from './tuning.ts';
import { tuningOf } from './tuning.ts';

/** Flags that choose and tune a run, as commander hands them over. */
export interface RunFlags extends ClusterFlags, TuningFlags, AttendingFlags {
  readonly tag?: string[] | undefined;
  readonly label?: string[] | undefined;
  readonly grep?: string | undefined;
  readonly grepInvert?: string | undefined;
  readonly shard?: string | undefined;
  readonly scenariosDir?: string | undefined;
  readonly resultsDir?: string | undefined;
  readonly name?: string | undefined;
  readonly envFile?: string[] | undefined;
  readonly detach?: true | undefined;
  readonly stopAfter?: true | undefined;
  readonly bundle?: true | undefined;
  readonly artifacts?: string | undefined;
}

/** What the disk says about paths; injected so that the rules can be tested without one. */
export interface PathFacts {
  readonly isDirectory: (path: string) => boolean;
  readonly exists: (path: string) => boolean;
}

export interface RunOptions extends Attending {
  /** Absolute; with a task queue of others as given, because it is their disk, unless it is sent to them. */
  readonly scenariosDir: string;
  readonly resultsDir: string;
  readonly selection: Selection;
  readonly tuning: Tuning;
  readonly cluster: ClusterWish;
  /** Absolute: files whose variables scripts get. */
  readonly envFiles: readonly string[];
  readonly runName?: string;
  /** The scenarios directory is sent along, and results come back the same way. */
  readonly bundle?: boolean;
  /** A bundle that was sent before; then nothing is read here. */
  readonly bundleDigest?: string;
  /** Address of the artifact store. */
  readonly artifacts?: string;
  /** Where scripts start; default: here, and on workers of somebody else their root. */
  readonly workingDir?: string;
  readonly detach: boolean;
  /** Local servers that this command starts end with it. */
  readonly attached: boolean;
  /** The configuration file that was used, for people. */
  readonly configName?: string;
}

/** Flag, then environment, then configuration file, then default: exit 2 with a usage error for what cannot be used. */
export function resolveRunOptions(
  positionals: readonly string[],
  flags: RunFlags,
  env: Environment,
  cwd: string,
  paths: PathFacts,
  config?: ConfigFile,
): RunOptions {
  const split = splitPositionals(positionals, flags.scenariosDir !== undefined, (path) =>
    paths.isDirectory(resolve(cwd, path)),
  );
  // A directory that is the first argument counts as the flag.
  const sources = { flags: { ...flags, scenariosDir: flags.scenariosDir ?? split.scenariosDir }, env, config };
  const cluster = clusterWish(sources, cwd);
  const travel = travelOf(sources, cluster, cwd);
  const place = (path: string, from?: Origin) =>
    cluster.kind === 'worker' ? path : pathFrom(sources, from, path, cwd);
  const dirOf = (key: 'scenariosDir' | 'resultsDir') => {
    const made = textSetting(sources, key);
    const path = made?.text ?? settingTable[key].fallback ?? '';
    return travel.bundle === true ? pathFrom(sources, made?.from, path, cwd) : place(path, made?.from);
  };
  const scenariosDir = dirOf('scenariosDir');
  const detach = flags.detach === true;
  return {
    scenariosDir,
    resultsDir: dirOf('resultsDir'),
    selection: selectionOf(
      sources,
      split.patterns.map((pattern) => patternOf(pattern, resolve(cwd, scenariosDir), cwd, paths.exists)),
      flags.shard,
    ),
    tuning: tuningOf(sources, place),
    cluster,
    ...travel,
    envFiles: envFilesOf(sources, cwd),
    ...(flags.name === undefined ? {} : { runName: checkedRunName(flags.name, '--name') }),
    detach,
    attached: attachedHere(env, flags),
    ...attendingOf(sources, detach),
    ...(config === undefined ? {} : { configName: config.name }),
  };
}

/** Throws a usage error for a bundle that could not be sent. */
function travelOf(sources: Sources, cluster: ClusterWish, cwd: string): Pick<RunOptions, 'bundle' | 'artifacts'> {
  const artifacts = artifactsOf(sources, cwd);
  const bundle = settingOf(sources, 'bundle');
  if (bundle?.value === true && cluster.kind === 'worker' && artifacts === undefined) {
    throw usageError(
      `${bundle.by}: there is no artifact store through which the scenarios could be sent`,
      'name the one that the workers use: --artifacts URL, MUSTER_ARTIFACTS, or the key artifacts in muster.config.yaml',
    );
  }
  return {
    ...(bundle?.value === true ? { bundle: true } : {}),
    ...(artifacts === undefined ? {} : { artifacts }),
  };
}

/** Files whose variables scripts get, absolute. */
export function envFilesOf(sources: Sources, cwd: string): readonly string[] {
  const from = settingOf(sources, 'envFiles')?.from;
  return listSetting(sources, 'envFiles').map((path) => pathFrom(sources, from, path, cwd));
}

/** Whether local servers that this command starts end with it. */
export function attachedHere(env: Environment, { detach, stopAfter }: Pick<RunFlags, 'detach' | 'stopAfter'>): boolean {
  return detach !== true && (stopAfter === true || env['MUSTER_ATTACHED'] === '1' || isCi(env));
}
