import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DISK_FREE_BYTES_LOW, DISK_FREE_BYTES_MIN } from '../../shared/limits.ts';
import type { Environment } from '../invocation.ts';
import type { Check } from './check.ts';
import { failed, ok, warning } from './check.ts';

const NODE_OLDEST = [20, 20] as const;
/** The version that muster is developed and tested on. */
const NODE_TESTED = 20;

export function nodeCheck(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < NODE_OLDEST[0] || (major === NODE_OLDEST[0] && minor < NODE_OLDEST[1])) {
    return failed('node', `${version} is too old`, `install Node ${NODE_OLDEST.join('.')} or newer`);
  }
  return ok('node', major === NODE_TESTED ? version : `${version} (muster is tested on ${NODE_TESTED})`);
}

/** Whether files can be made in a directory that may not be there yet. Makes nothing. */
export async function directoryCheck(name: string, dir: string, fix: string): Promise<Check> {
  const there = await nearestThere(dir);
  const isMissing = there !== dir;
  try {
    if (!(await stat(there)).isDirectory()) return failed(name, `${there} is not a directory`, fix);
    await access(there, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    return failed(name, `${dir} cannot be ${isMissing ? 'made' : 'written'} (${code} at ${there})`, fix);
  }
  return ok(name, isMissing ? `${dir} (not made yet)` : dir);
}

export async function diskCheck(name: string, dir: string): Promise<Check> {
  const { bavail, bsize } = await statfs(await nearestThere(dir));
  return spaceCheck(name, bavail * bsize, dir);
}

const GIB = 1024 ** 3;

export function spaceCheck(name: string, freeBytes: number, dir: string): Check {
  const text = `${(freeBytes / GIB).toFixed(1)} GiB free below ${dir}`;
  if (freeBytes < DISK_FREE_BYTES_MIN) return failed(name, text, 'make room, or name another place: XDG_STATE_HOME');
  if (freeBytes < DISK_FREE_BYTES_LOW) return warning(name, text, 'make room before a long run');
  return ok(name, text);
}

async function nearestThere(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT' && code !== 'ENOTDIR',
  );
  return isThere || dirname(path) === path ? path : await nearestThere(dirname(path));
}

/** Programs that scripts usually call and muster does not bring on a cluster of one's own. */
export async function kubectlCheck(env: Environment): Promise<Check> {
  for (const dir of (env['PATH'] ?? '').split(':').filter((dir) => dir.startsWith('/'))) {
    const path = join(dir, 'kubectl');
    if (await isExecutable(path)) return ok('kubectl', path);
  }
  return warning('kubectl', 'is not on PATH', 'scripts that call it will fail: install it, or add it to PATH');
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
