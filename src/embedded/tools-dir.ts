import { randomUUID } from 'node:crypto';
import { mkdir, rename, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ResolvedBinary } from './find-installed.ts';

/**
 * Makes a directory with kubectl and helm and nothing else, for the end of a scenario's PATH: the other programs there
 * would hide the user's. May be called again, also by two processes at once.
 * @returns the directory's absolute path.
 */
export async function makeToolsDir(
  dir: string,
  binaries: Readonly<Record<'kubectl' | 'helm', ResolvedBinary>>,
): Promise<string> {
  await mkdir(dir, { recursive: true });
  for (const { name, path } of [binaries.kubectl, binaries.helm]) {
    const link = join(dir, `.${name}-${randomUUID()}`);
    await symlink(resolve(path), link);
    await rename(link, join(dir, name));
  }
  return resolve(dir);
}
