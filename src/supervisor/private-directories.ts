import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isWorkerGone } from './worker-mark.ts';

/** A script's private directory is `muster-WORKERMARK-RANDOM` below the temporary one. */
export const PRIVATE_PREFIX = 'muster-';

/** Removes those of workers that are gone, with the credentials in them. One that cannot be removed stops nothing. */
export async function removeOrphanedDirectories(temporaryDir: string): Promise<void> {
  const names = await readdir(temporaryDir);
  const orphaned = names.filter(
    (name) => name.startsWith(PRIVATE_PREFIX) && isWorkerGone(name.slice(PRIVATE_PREFIX.length)),
  );
  await Promise.allSettled(orphaned.map((name) => rm(join(temporaryDir, name), { recursive: true, force: true })));
}
