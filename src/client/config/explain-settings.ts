import type { Origin } from '../options/settings.ts';
import { settingTable } from '../options/setting-table.ts';
import type { MadeSetting, Sources } from '../options/sources.ts';
import { keepUnsaid, pathFrom, settingOf } from '../options/sources.ts';
import { settingKeys, type SettingKey } from './config-schema.ts';

/** One setting, as it holds. */
export interface ExplainedSetting {
  readonly key: SettingKey;
  /** As it would be written; lists and pairs joined by commas. Absent: nothing holds. */
  readonly value?: string;
  readonly from: Origin | 'default';
  /** `--max-parallel`, `MAX_PARALLEL`, `muster.config.yaml:3`, `default`. */
  readonly by: string;
}

/** Every setting, or those named. Pure but for the home directory; what cannot be used is shown all the same. */
export function explainSettings(
  sources: Sources,
  cwd: string,
  keys: readonly SettingKey[] = settingKeys,
): ExplainedSetting[] {
  return keys.map((key) => {
    const made = settingOf(sources, key);
    if (made === undefined) return { key, ...defaultOf(sources, key), from: 'default', by: 'default' };
    return { key, value: textOf(sources, key, made, cwd), from: made.from, by: placeOf(sources, key, made) };
  });
}

function defaultOf(sources: Sources, key: SettingKey): { readonly value?: string } {
  if (key === 'keep') return { value: keepUnsaid(sources) };
  const { fallback } = settingTable[key];
  return fallback === undefined ? {} : { value: fallback };
}

const paths: ReadonlySet<SettingKey> = new Set(['scenariosDir', 'resultsDir', 'apply', 'envFiles', 'kubeconfig']);

/** Paths of the file are shown from where they begin; those of a flag or a variable as they were typed. */
function textOf(sources: Sources, key: SettingKey, { value, from }: MadeSetting, cwd: string): string {
  const isRemote = settingOf(sources, 'taskQueue') !== undefined;
  const isPlaced = from === 'config' && paths.has(key) && !isRemote;
  const one = (text: string) => (isPlaced ? pathFrom(sources, from, text, cwd) : text);
  if (Array.isArray(value)) return value.map(one).join(',');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, text]) => `${name}=${text}`)
      .join(',');
  return one(String(value));
}

function placeOf({ config }: Sources, key: SettingKey, { from, by }: MadeSetting): string {
  if (from !== 'config' || config === undefined) return by;
  const line = config.lines?.[key];
  return line === undefined ? config.name : `${config.name}:${line}`;
}
