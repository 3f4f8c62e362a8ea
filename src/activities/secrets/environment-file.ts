import { lstat, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { environmentFileOwnerOf } from '../../shared/environment-file-name.ts';

const OWNER_ONLY = 0o600;
const PERMISSIONS = 0o777;

/**
 * Removes the environment that a caller handed over. Its path is part of a run's input, which anybody may have typed:
 * only a plain file of this user, of mode 0600 and with a name of ours goes; anything else stays. Throws Node's error
 * when it is ours and cannot be removed.
 */
export async function removeEnvironmentFile(path: string): Promise<void> {
  if (environmentFileOwnerOf(basename(path)) === undefined) return;
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) return;
  if (found.uid !== process.getuid?.() || (found.mode & PERMISSIONS) !== OWNER_ONLY) return;
  await rm(path, { force: true });
}
