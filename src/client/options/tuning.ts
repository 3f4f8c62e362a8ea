import {
  KEEP_FOR_MS_DEFAULT,
  KEEP_FOR_MS_MAX,
  KEEP_FOR_MS_MIN,
  MAX_FAILURES_MAX,
  MAX_PARALLEL_DEFAULT,
  MAX_PARALLEL_MAX,
  NAMESPACE_PREFIX_DEFAULT,
  RETRIES_DEFAULT,
  RETRIES_MAX,
  SCRIPT_TIMEOUT_MS_DEFAULT,
  SCRIPT_TIMEOUT_MS_MAX,
  SCRIPT_TIMEOUT_MS_MIN,
  SECOND_MS,
  STUCK_AFTER_MS_MAX,
  STUCK_AFTER_MS_MIN,
} from '../../shared/limits.ts';
import type { NamespaceSetup } from '../../shared/namespace-setup.ts';
import type { CompleteRunInput } from '../../shared/run-input.ts';
import type { SettingKey } from '../config/config-schema.ts';
import type { Origin } from './settings.ts';
import { durationMs, wholeNumber } from './settings.ts';
import type { Sources } from './sources.ts';
import { keepUnsaid, listSetting, pairSetting, settingOf, textSetting, wordSetting } from './sources.ts';

/** How the scenarios of a run are run, whichever they are. */
export type Tuning = Pick<
  CompleteRunInput,
  | 'maxParallel'
  | 'timeoutMs'
  | 'retries'
  | 'maxFailures'
  | 'failOnFlaky'
  | 'namespacePrefix'
  | 'access'
  | 'order'
  | 'lockBy'
  | 'preflight'
  | 'keep'
  | 'keepForMs'
  | 'stuckAfterMs'
  | 'diagnostics'
  | 'junitProfile'
  | 'namespaceSetup'
  | 'secretEnv'
  | 'passEnv'
>;

export interface TuningFlags {
  readonly maxParallel?: string | undefined;
  readonly timeout?: string | undefined;
  readonly retries?: string | undefined;
  readonly maxFailures?: string | undefined;
  readonly failOnFlaky?: true | undefined;
  readonly namespacePrefix?: string | undefined;
  readonly access?: CompleteRunInput['access'] | undefined;
  readonly order?: CompleteRunInput['order'] | undefined;
  readonly lockBy?: string | undefined;
  readonly preflight?: boolean | undefined;
  readonly keep?: CompleteRunInput['keep'] | undefined;
  readonly keepFor?: string | undefined;
  readonly stuckAfter?: string | undefined;
  readonly diagnostics?: boolean | undefined;
  readonly junitProfile?: CompleteRunInput['junitProfile'] | undefined;
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
export function tuningOf(sources: Sources, place: (path: string, from?: Origin) => string): Tuning {
  const text = (key: SettingKey) => textSetting(sources, key);
  const lockBy = text('lockBy')?.text;
  return {
    maxParallel: wholeNumber(text('maxParallel'), MAX_PARALLEL_DEFAULT, 1, MAX_PARALLEL_MAX),
    timeoutMs: durationMs(text('timeout'), SCRIPT_TIMEOUT_MS_DEFAULT, SCRIPT_TIMEOUT_MS_MIN, SCRIPT_TIMEOUT_MS_MAX),
    retries: wholeNumber(text('retries'), RETRIES_DEFAULT, 0, RETRIES_MAX),
    ...(text('maxFailures') === undefined
      ? {}
      : { maxFailures: wholeNumber(text('maxFailures'), 1, 1, MAX_FAILURES_MAX) }),
    failOnFlaky: wordSetting(sources, 'failOnFlaky') ?? false,
    namespacePrefix: text('namespacePrefix')?.text ?? NAMESPACE_PREFIX_DEFAULT,
    access: wordSetting(sources, 'access') ?? 'cluster',
    order: wordSetting(sources, 'order') ?? 'longest',
    ...(lockBy === undefined ? {} : { lockBy }),
    preflight: wordSetting(sources, 'preflight') ?? true,
    keep: wordSetting(sources, 'keep') ?? keepUnsaid(sources),
    keepForMs: durationMs(text('keepFor'), KEEP_FOR_MS_DEFAULT, KEEP_FOR_MS_MIN, KEEP_FOR_MS_MAX),
    stuckAfterMs: durationMs(text('stuckAfter'), STUCK_AFTER_MS_MIN, SECOND_MS, STUCK_AFTER_MS_MAX),
    diagnostics: wordSetting(sources, 'diagnostics') ?? true,
    junitProfile: wordSetting(sources, 'junitProfile') ?? 'standard',
    namespaceSetup: setupOf(sources, place),
    secretEnv: [...listSetting(sources, 'secretEnv')],
    passEnv: [...listSetting(sources, 'passEnv')],
  };
}

function setupOf(sources: Sources, place: (path: string, from?: Origin) => string): NamespaceSetup {
  const apply = settingOf(sources, 'apply')?.from;
  const podSecurity = wordSetting(sources, 'podSecurity');
  return {
    labels: pairSetting(sources, 'namespaceLabels', 'team=storage'),
    annotations: pairSetting(sources, 'namespaceAnnotations', 'example.com/owner=jo'),
    quota: pairSetting(sources, 'quota', 'pods=10'),
    limitDefaults: pairSetting(sources, 'limitDefaults', 'memory=256Mi'),
    networkPolicy: wordSetting(sources, 'networkPolicy') ?? 'open',
    applyFiles: listSetting(sources, 'apply').map((path) => place(path, apply)),
    ...(podSecurity === undefined ? {} : { podSecurity }),
  };
}
