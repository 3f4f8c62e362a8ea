import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CATALOG, type BinaryName } from './catalog.ts';
import { toolsModuleDir } from './package-files.ts';

/** `$XDG_CACHE_HOME/muster`, or `~/.cache/muster`. A relative XDG_CACHE_HOME is ignored, as its specification says. */
export function defaultCacheDir(env: NodeJS.ProcessEnv): string {
  const base = env['XDG_CACHE_HOME'];
  if (base?.startsWith('/') === true) return join(base, 'muster');
  return join(env['HOME'] ?? homedir(), '.cache', 'muster');
}

/** Where an official release of this program lies, once downloaded, with its record `NAME.json` beside it. */
export function downloadedPath(cacheDir: string, name: BinaryName): string {
  return join(cacheDir, 'bin', `${process.platform}-${process.arch}-${CATALOG[name].version}`, name);
}

/** Where builds of the tools module lie: its go.sum pins every byte of source that goes into them. */
export async function buildDir(cacheDir: string): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(toolsModuleDir(), 'go.sum')));
  return join(cacheDir, 'build', hash.digest('hex').slice(0, 16));
}
