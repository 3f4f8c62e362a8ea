import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { CONFIG_FILE_BYTES_MAX } from '../../shared/limits.ts';
import { displayPath } from '../view/display-path.ts';
import { invalidConfig, unusableConfig } from './config-error.ts';
import type { ConfigFile } from './config-file.ts';
import { findConfig, MANIFEST_KEY, MANIFEST_NAME } from './find-config.ts';

/** `--config FILE`, `--no-config`, or neither. */
export type ConfigFlag = string | false | undefined;

/**
 * The configuration that holds in `cwd`, checked; undefined when there is none or none is wanted. Throws
 * `Config.Unusable` or `Config.Invalid` (exit 2).
 */
export async function loadConfig(flag: ConfigFlag, cwd: string): Promise<ConfigFile | undefined> {
  if (flag === false) return undefined;
  const path = flag === undefined ? findConfig(cwd, process.getuid?.()) : resolve(cwd, flag);
  return path === undefined ? undefined : await readConfig(path, displayPath(path, cwd));
}

async function readConfig(path: string, name: string): Promise<ConfigFile> {
  const source = textOf(path, name);
  const { parseConfig } = await import('./parse-config.ts');
  const below = basename(path) === MANIFEST_NAME ? MANIFEST_KEY : undefined;
  if (below !== undefined) requireJson(source, name);
  const parsed = parseConfig(source, below);
  if ('problems' in parsed) throw invalidConfig(name, parsed.problems);
  return { path, name, dir: dirname(path), values: parsed.values, lines: parsed.lines };
}

function textOf(path: string, name: string): string {
  let bytes: Buffer;
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) throw unusable(name, 'is a directory');
    if (!stats.isFile()) throw unusable(name, 'is not a file');
    if (stats.size > CONFIG_FILE_BYTES_MAX) throw unusable(name, `has more than ${CONFIG_FILE_BYTES_MAX} bytes`);
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw unusable(name, code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unusable(name, 'is not UTF-8 text');
  }
}

/** As npm reads it: YAML would let a trailing comma pass. */
function requireJson(source: string, name: string): void {
  let content: unknown;
  try {
    content = JSON.parse(source);
  } catch (error) {
    throw unusableConfig(`${name} is not valid JSON`, ['mend it, or do without: --no-config'], String(error));
  }
  if (typeof content === 'object' && content !== null && Object.hasOwn(content, MANIFEST_KEY)) return;
  throw unusableConfig(`${name} holds no "${MANIFEST_KEY}"`, 'name a file that holds settings: --config FILE');
}

function unusable(name: string, what: string): Error {
  return unusableConfig(`The configuration ${name} ${what}`, [
    'name a file that can be read: --config FILE',
    'or do without: --no-config',
  ]);
}
