import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isWorkerGone } from './worker-mark.ts';

/** A script's private directory is `muster-WORKERMARK-RANDOM` below the temporary one. */
export const PRIVATE_PREFIX = 'muster-';

/** Removes those of workers that are gone, with the credentials in them. One that cannot be removed stops nothing. */
export async function removeOrphanedDirectories(temporaryDir: string): Promise<void> {
  await removeWhere(temporaryDir, isWorkerGone);
}

/**
 * Removes every one of this worker, which must have ended: also those that it had just made for a script not yet
 * started, or not yet removed after one that had ended. Nobody else would before the host's next worker starts, and
 * where a mark does not tell whether its worker lives, nobody at all.
 */
export async function removeDirectoriesOf(temporaryDir: string, workerMark: string): Promise<void> {
  await removeWhere(temporaryDir, (marked) => marked.startsWith(`${workerMark}-`));
}

async function removeWhere(temporaryDir: string, isMeant: (marked: string) => boolean): Promise<void> {
  const names = await readdir(temporaryDir);
  const meant = names.filter((name) => name.startsWith(PRIVATE_PREFIX) && isMeant(name.slice(PRIVATE_PREFIX.length)));
  await Promise.allSettled(meant.map((name) => removeOwn(join(temporaryDir, name))));
}

/** The temporary directory is everybody's, and so is every name in it: only a directory of our own user was ours. */
async function removeOwn(path: string): Promise<void> {
  const stats = await lstat(path);
  if (stats.isDirectory() && stats.uid === process.getuid?.()) await rm(path, { recursive: true, force: true });
}
