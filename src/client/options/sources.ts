import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ConfigFile } from '../config/config-file.ts';
import type { Config, SettingKey } from '../config/config-schema.ts';
import type { Environment } from '../invocation.ts';
import { keyValues } from './key-values.ts';
import type { Given, Origin } from './settings.ts';
import { attributeOf, settingTable } from './setting-table.ts';

/** All places that a setting can come from. */
export interface Sources {
  /** As commander hands them over. */
  readonly flags: object;
  readonly env: Environment;
  readonly config?: ConfigFile | undefined;
}

type Value = NonNullable<Config[SettingKey]>;

/** A setting that was made, where, and by what name. */
export interface MadeSetting {
  readonly value: Value;
  readonly from: Origin;
  /** `--max-parallel`, `MAX_PARALLEL`, or `muster.config.yaml: maxParallel`. */
  readonly by: string;
}

/** Flag, then environment, then configuration file: decided here and nowhere else. Undefined: the default holds. */
export function settingOf(sources: Sources, key: SettingKey): MadeSetting | undefined {
  const { flag, variable, addsUp } = settingTable[key];
  const config = inFile(sources, key);
  const value: unknown = Reflect.get(sources.flags, attributeOf({ flag }));
  // Commander says `true` for a `--no-…` that was not given.
  if (value !== undefined && value !== flag.startsWith('--no-')) {
    const all =
      addsUp === true && config !== undefined ? [...(config.value as string[]), ...(value as string[])] : value;
    return { value: all as Value, from: 'flag', by: flag };
  }
  const variableValue = variable === undefined ? undefined : sources.env[variable];
  if (variable !== undefined && variableValue !== undefined && variableValue !== '') {
    return { value: variableValue, from: 'environment', by: variable };
  }
  return config;
}

function inFile({ flags, config }: Sources, key: SettingKey): MadeSetting | undefined {
  const value = config?.values[key];
  if (config === undefined || value === undefined || isSetAside(flags, key)) return undefined;
  return { value, from: 'config', by: `${config.name}: ${key}` };
}

/** Keys that name a cluster together; two groups are two clusters. */
const clusterGroups: readonly (readonly SettingKey[])[] = [['embedded'], ['kubeconfig', 'context'], ['taskQueue']];

/** A cluster that is named on the command line takes the place of the file's, whatever kind each is of. */
function isSetAside(flags: object, key: SettingKey): boolean {
  const own = clusterGroups.find((group) => group.includes(key));
  if (own === undefined) return false;
  const isGiven = (other: SettingKey) => Reflect.get(flags, attributeOf(settingTable[other])) !== undefined;
  return clusterGroups.some((group) => group !== own && group.some(isGiven));
}

/** Of a setting that has one value. */
export function textSetting(sources: Sources, key: SettingKey): Given | undefined {
  const made = settingOf(sources, key);
  if (made === undefined || typeof made.value === 'object') return undefined;
  return { text: String(made.value), by: made.by, from: made.from };
}

export function listSetting(sources: Sources, key: SettingKey): readonly string[] {
  return (settingOf(sources, key)?.value ?? []) as readonly string[];
}

/** `example` is what can be typed after the flag. */
export function pairSetting(sources: Sources, key: SettingKey, example: string): Record<string, string> {
  const value = settingOf(sources, key)?.value ?? [];
  if (Array.isArray(value)) return keyValues(value, settingTable[key].flag, example);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, String(one)]));
}

/** One of a few words, which commander or the file's schema has checked. */
export function wordSetting<
  K extends
    | 'access'
    | 'keep'
    | 'networkPolicy'
    | 'podSecurity'
    | 'embedded'
    | 'preflight'
    | 'order'
    | 'failOnFlaky'
    | 'diagnostics'
    | 'junitProfile'
    | 'bundle',
>(sources: Sources, key: K): Config[K] {
  return settingOf(sources, key)?.value as Config[K];
}

/** What holds when nobody says whose namespaces are kept: whoever says for how long means that something is. */
export function keepUnsaid(sources: Sources): NonNullable<Config['keep']> {
  return settingOf(sources, 'keepFor') === undefined ? 'never' : 'on-failure';
}

/** A path as the setting's place means it: flags and variables from `cwd`, the file from where it lies, `~` at home. */
export function pathFrom(sources: Sources, from: Origin | undefined, path: string, cwd: string): string {
  if (from !== 'config') return resolve(cwd, path);
  if (path === '~' || path.startsWith('~/')) return join(sources.env['HOME'] ?? homedir(), path.slice(1));
  return resolve(sources.config?.dir ?? cwd, path);
}
