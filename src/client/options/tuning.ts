import {
  KEEP_FOR_MS_DEFAULT,
  KEEP_FOR_MS_MAX,
  KEEP_FOR_MS_MIN,
  MAX_PARALLEL_DEFAULT,
  MAX_PARALLEL_MAX,
  NAMESPACE_PREFIX_DEFAULT,
  RETRIES_DEFAULT,
  RETRIES_MAX,
  SCRIPT_TIMEOUT_MS_DEFAULT,
  SCRIPT_TIMEOUT_MS_MAX,
  SCRIPT_TIMEOUT_MS_MIN,
} from '../../shared/limits.ts';
import type { NamespaceSetup } from '../../shared/namespace-setup.ts';
import type { CompleteRunInput } from '../../shared/run-input.ts';
import type { Environment } from '../invocation.ts';
import { keyValues } from './key-values.ts';
import { durationMs, given, wholeNumber } from './settings.ts';

/** How the scenarios of a run are run, whichever they are. */
export type Tuning = Pick<
  CompleteRunInput,
  | 'maxParallel'
  | 'timeoutMs'
  | 'retries'
  | 'namespacePrefix'
  | 'access'
  | 'keep'
  | 'keepForMs'
  | 'namespaceSetup'
  | 'secretEnv'
  | 'passEnv'
>;

export interface TuningFlags {
  readonly maxParallel?: string | undefined;
  readonly timeout?: string | undefined;
  readonly retries?: string | undefined;
  readonly namespacePrefix?: string | undefined;
  readonly access?: CompleteRunInput['access'] | undefined;
  readonly keep?: CompleteRunInput['keep'] | undefined;
  readonly keepFor?: string | undefined;
  readonly passEnv?: string[] | undefined;
  readonly secretEnv?: string[] | undefined;
  readonly namespaceLabel?: string[] | undefined;
  readonly namespaceAnnotation?: string[] | undefined;
  readonly apply?: string[] | undefined;
  readonly quota?: string[] | undefined;
  readonly limitDefault?: string[] | undefined;
  readonly networkPolicy?: NamespaceSetup['networkPolicy'] | undefined;
  readonly podSecurity?: NamespaceSetup['podSecurity'];
}

/** `place` makes the path of a file absolute where the scripts will run. Throws a usage error (exit 2). */
export function tuningOf(flags: TuningFlags, env: Environment, place: (path: string) => string): Tuning {
  const parallel = given(flags.maxParallel, '--max-parallel', env, 'MAX_PARALLEL');
  const timeout = given(flags.timeout, '--timeout', env);
  const retries = given(flags.retries, '--retries', env);
  const keepFor = given(flags.keepFor, '--keep-for', env);
  return {
    maxParallel: wholeNumber(parallel, MAX_PARALLEL_DEFAULT, 1, MAX_PARALLEL_MAX),
    timeoutMs: durationMs(timeout, SCRIPT_TIMEOUT_MS_DEFAULT, SCRIPT_TIMEOUT_MS_MIN, SCRIPT_TIMEOUT_MS_MAX),
    retries: wholeNumber(retries, RETRIES_DEFAULT, 0, RETRIES_MAX),
    namespacePrefix: flags.namespacePrefix ?? NAMESPACE_PREFIX_DEFAULT,
    access: flags.access ?? 'cluster',
    // Whoever says for how long means that something is kept.
    keep: flags.keep ?? (keepFor === undefined ? 'never' : 'on-failure'),
    keepForMs: durationMs(keepFor, KEEP_FOR_MS_DEFAULT, KEEP_FOR_MS_MIN, KEEP_FOR_MS_MAX),
    namespaceSetup: setupOf(flags, place),
    secretEnv: flags.secretEnv ?? [],
    passEnv: flags.passEnv ?? [],
  };
}

function setupOf(flags: TuningFlags, place: (path: string) => string): NamespaceSetup {
  return {
    labels: keyValues(flags.namespaceLabel, '--namespace-label', 'team=storage'),
    annotations: keyValues(flags.namespaceAnnotation, '--namespace-annotation', 'example.com/owner=jo'),
    quota: keyValues(flags.quota, '--quota', 'pods=10'),
    limitDefaults: keyValues(flags.limitDefault, '--limit-default', 'memory=256Mi'),
    networkPolicy: flags.networkPolicy ?? 'open',
    applyFiles: (flags.apply ?? []).map(place),
    ...(flags.podSecurity === undefined ? {} : { podSecurity: flags.podSecurity }),
  };
}
