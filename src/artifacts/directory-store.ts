import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir, rename, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ARTIFACT_BYTES_MAX, ARTIFACT_CALL_TIMEOUT_MS, ARTIFACTS_LISTED_MAX } from '../shared/limits.ts';
import { comparePaths } from '../shared/order.ts';
import { errorCodeOf, unusable } from './artifacts-error.ts';
import { proveStore } from './check-store.ts';
import { requestSlots, timeLimitMs, within } from './deadline.ts';
import { directoryError } from './directory-errors.ts';
import { isKeySegment, requireKey, requirePrefix } from './object-key.ts';
import { PARTIAL_DIR, removeOldPartials } from './partial-files.ts';
import type { ArtifactStore, StoredObject } from './store.ts';
import { tooLarge } from './too-large.ts';

const PRIVATE_DIRECTORY = 0o700;
/** A listing reads it at the latest when it comes to the directory; between mkdir and rename one may be taken away. */
const PLACE_TRIES = 5;
/** For its time limit: about what the names in a large store come to. */
const LISTING_BYTES = ARTIFACTS_LISTED_MAX * 100;

/**
 * A directory, local or shared, as a store: a key is a path in it. What is not there yet is made private; whoever made
 * the directory before decides by its rights who else may read and write what is put into it.
 */
export function openDirectoryStore(dir: string, callMs: number = ARTIFACT_CALL_TIMEOUT_MS): ArtifactStore {
  const slots = requestSlots();
  const call = <T>(doing: string, bytes: number, work: (allow: (bytes: number) => void) => Promise<T>): Promise<T> =>
    slots(async () => {
      const what = `The artifact store ${dir}: ${doing}`;
      try {
        return await within(timeLimitMs(bytes, callMs), what, (_, allow) =>
          work((more) => allow(timeLimitMs(more, callMs))),
        );
      } catch (error) {
        throw directoryError(dir, doing, error);
      }
    });
  const pathOf = (key: string) => {
    requireKey(key);
    return join(dir, key);
  };
  const store: ArtifactStore = {
    place: dir,
    put: async (key, body) => {
      const path = pathOf(key);
      if (body.byteLength > ARTIFACT_BYTES_MAX) throw tooLarge(key, body.byteLength, ARTIFACT_BYTES_MAX);
      await call(`writing ${key}`, body.byteLength, () => place(dir, path, (partial) => writeInto(partial, body)));
    },
    putFile: async (key, file) => {
      const path = pathOf(key);
      const { size } = await stat(file);
      if (size > ARTIFACT_BYTES_MAX) throw tooLarge(key, size, ARTIFACT_BYTES_MAX);
      await call(`writing ${key}`, size, () => place(dir, path, (partial) => copyFile(file, partial)));
    },
    get: async (key, maxBytes) => {
      const path = pathOf(key);
      return await call(`reading ${key}`, maxBytes, () => readObject(path, key, maxBytes));
    },
    getFile: async (key, file) => {
      const path = pathOf(key);
      return await call(`reading ${key}`, 0, (allow) => copyOut(path, key, file, allow));
    },
    list: async (prefix) => {
      requirePrefix(prefix);
      return await call('listing', LISTING_BYTES, () => listObjects(dir, prefix));
    },
    delete: async (keys) => {
      await Promise.all(
        keys.map((key) => {
          const path = pathOf(key);
          return call(`deleting ${key}`, 0, () => deleteObject(dir, path));
        }),
      );
    },
    check: async () => {
      await call('clearing up', LISTING_BYTES, () => removeOldPartials(dir));
      await proveStore(store);
    },
    close: () => undefined,
  };
  return store;
}

/** What is made in the store gets the rights of its directory: private, unless whoever made it wanted otherwise. */
async function ratherPrivate(dir: string): Promise<{ readonly dirMode: number; readonly fileMode: number }> {
  const { mode } = await stat(dir).catch(async (error: unknown) => {
    if (errorCodeOf(error) !== 'ENOENT') throw error;
    // Only the last part: where a network disk is not mounted, its files must not come to lie below the mount point.
    await mkdir(dir, { mode: PRIVATE_DIRECTORY }).catch((failed: unknown) => {
      const code = errorCodeOf(failed);
      if (code === 'ENOENT') {
        const fix = 'mount the disk, make the directory, or name another: --artifacts URL';
        throw unusable(`The artifact store ${dir} cannot be made: ${dirname(dir)} does not exist.`, fix, failed);
      }
      if (code !== 'EEXIST') throw failed;
    });
    return await stat(dir);
  });
  return { dirMode: mode & 0o7777, fileMode: mode & 0o666 };
}

/** Has the file written beside all objects, then puts it into its place by one rename. */
async function place(dir: string, path: string, write: (partial: string) => Promise<void>): Promise<void> {
  const { dirMode, fileMode } = await ratherPrivate(dir);
  await makeDirectories(dir, join(dir, PARTIAL_DIR), dirMode);
  const partial = join(dir, PARTIAL_DIR, randomUUID());
  try {
    await write(partial);
    await chmod(partial, fileMode);
    for (let tries = 1; ; tries += 1) {
      await makeDirectories(dir, dirname(path), dirMode);
      try {
        await rename(partial, path);
        return;
      } catch (error) {
        // Whoever deleted the last object of the directory took the directory, too.
        if (errorCodeOf(error) !== 'ENOENT' || tries >= PLACE_TRIES) throw error;
      }
    }
  } finally {
    await rm(partial, { force: true });
  }
}

/** Those between the store's own and `path`, each with the mode that the process's umask would take from it. */
async function makeDirectories(dir: string, path: string, mode: number): Promise<void> {
  if (path === dir) return;
  try {
    await mkdir(path, { mode });
    await chmod(path, mode);
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT') throw error;
    await makeDirectories(dir, dirname(path), mode);
    await makeDirectories(dir, path, mode);
  }
}

async function writeInto(partial: string, body: Uint8Array): Promise<void> {
  const file = await open(partial, 'wx', 0o600);
  try {
    await file.writeFile(body);
  } finally {
    await file.close();
  }
}

/** Undefined: there is none. Not through a link, and without waiting for what is no file. */
async function openObject(path: string) {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((error: unknown) => {
    if (errorCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const stats = await file.stat();
    if (stats.isFile()) return { file, size: stats.size };
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return undefined;
}

async function readObject(path: string, key: string, maxBytes: number): Promise<Buffer | undefined> {
  const object = await openObject(path);
  if (object === undefined) return undefined;
  try {
    if (object.size > maxBytes) throw tooLarge(key, object.size, maxBytes);
    return await object.file.readFile();
  } finally {
    await object.file.close();
  }
}

async function copyOut(path: string, key: string, file: string, allowBytes: (bytes: number) => void): Promise<boolean> {
  const object = await openObject(path);
  if (object === undefined) return false;
  await object.file.close();
  if (object.size > ARTIFACT_BYTES_MAX) throw tooLarge(key, object.size, ARTIFACT_BYTES_MAX);
  allowBytes(object.size);
  const partial = `${file}.${randomUUID()}`;
  try {
    await copyFile(path, partial);
    await rename(partial, file);
    return true;
  } catch (error) {
    // Deleted meanwhile.
    if (errorCodeOf(error) === 'ENOENT' && (await openObject(path).catch(() => undefined)) === undefined) return false;
    throw error;
  } finally {
    await rm(partial, { force: true });
  }
}

async function listObjects(dir: string, prefix: string): Promise<readonly StoredObject[]> {
  const found: StoredObject[] = [];
  const open = [prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : ''];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const entries = await readdir(join(dir, path), { withFileTypes: true }).catch((error: unknown) => {
      // Nothing was put there yet, or the last of it is just being deleted.
      if (errorCodeOf(error) === 'ENOENT' || errorCodeOf(error) === 'ENOTDIR') return [];
      throw error;
    });
    for (const entry of entries) {
      if (!isKeySegment(entry.name)) continue;
      const key = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory() && (`${key}/`.startsWith(prefix) || prefix.startsWith(`${key}/`))) open.push(key);
      if (!entry.isFile() || !key.startsWith(prefix)) continue;
      const stats = await stat(join(dir, key)).catch(() => undefined);
      if (stats !== undefined) found.push({ key, bytes: stats.size });
      if (found.length > ARTIFACTS_LISTED_MAX) {
        throw unusable(`The artifact store ${dir} holds more than ${ARTIFACTS_LISTED_MAX} objects below "${prefix}".`);
      }
    }
  }
  return found.toSorted((a, b) => comparePaths(a.key, b.key));
}

/** With the directories above it that it leaves empty. */
async function deleteObject(dir: string, path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (errorCodeOf(error) !== 'ENOENT' && errorCodeOf(error) !== 'ENOTDIR') throw error;
  });
  for (let above = dirname(path); above !== dir; above = dirname(above)) {
    const isRemoved = await rmdir(above).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}
