import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { VERSION_CHECK_TIMEOUT_MS } from '../shared/limits.ts';
import { toolsModuleDir } from './package-files.ts';
import { formatVersion, isAtLeast, parseVersion, type Version } from './version.ts';

/** Undefined when the Go on PATH can build the tools module; otherwise a phrase that says what is missing. */
export async function refuseGo(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const needed = await neededGoVersion();
  const result = await execa('go', ['version'], {
    env: { ...env, GOTOOLCHAIN: 'local' },
    extendEnv: false,
    reject: false,
    timeout: VERSION_CHECK_TIMEOUT_MS,
  });
  if (result.exitCode !== 0) return `Go ${formatVersion(needed)} or newer is needed, there is none on PATH`;
  const found = goVersion(result.stdout);
  if (found !== undefined && isAtLeast(found, needed)) return undefined;
  const foundText = found === undefined ? 'of an unknown version' : formatVersion(found);
  return `Go ${formatVersion(needed)} or newer is needed, the one on PATH is ${foundText}`;
}

/** The `go` line of `tools/go.mod`. */
export async function neededGoVersion(): Promise<Version> {
  const goMod = await readFile(join(toolsModuleDir(), 'go.mod'), 'utf8');
  const version = parseVersion(/^go (.+)$/m.exec(goMod)?.[1] ?? '');
  if (version === undefined) throw new Error('tools/go.mod has no go line');
  return version;
}

/** `go version` prints `go1.26.8`, and `go1.26` or `go1.27rc1` without a patch number. */
function goVersion(text: string): Version | undefined {
  const match = /\bgo(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match === null
    ? undefined
    : { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3] ?? 0) };
}
