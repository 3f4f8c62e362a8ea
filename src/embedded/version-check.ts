import { execa } from 'execa';
import { VERSION_CHECK_TIMEOUT_MS } from '../shared/limits.ts';
import { CATALOG, type BinaryName } from './catalog.ts';
import { formatVersion, parseVersion } from './version.ts';

export type VersionCheck = { readonly version: string } | { readonly refusal: string };

/** Runs the program to learn its version; a refusal says in a phrase why this one will not do. Never throws. */
export async function checkVersion(name: BinaryName, path: string, env: NodeJS.ProcessEnv): Promise<VersionCheck> {
  const { versionArgs, accepts, wanted } = CATALOG[name];
  const result = await execa(path, versionArgs, {
    env,
    extendEnv: false,
    stdin: 'ignore',
    timeout: VERSION_CHECK_TIMEOUT_MS,
    reject: false,
    maxBuffer: 64 * 1024,
  });
  if (result.timedOut) return { refusal: `does not answer ${versionArgs.join(' ')}` };
  if (result.exitCode === undefined) return { refusal: `cannot be run (${result.code ?? result.signal ?? 'unknown'})` };
  if (result.exitCode !== 0) return { refusal: `${versionArgs.join(' ')} exits with ${result.exitCode}` };
  const version = parseVersion(result.stdout);
  if (version === undefined) return { refusal: `${versionArgs.join(' ')} prints no version` };
  if (!accepts(version)) return { refusal: `is ${formatVersion(version)}, ${wanted} is needed` };
  return { version: formatVersion(version) };
}
