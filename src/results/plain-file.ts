import { constants } from 'node:fs';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { errorCodeOf } from './results-error.ts';

/**
 * The bytes of a plain file. Undefined for one of more than `bytesMax`, and for what is no file: a pipe would be waited
 * for, and a device has no end. Rejects with Node's error when it is not there or cannot be read.
 */
export async function readPlainFile(path: string, bytesMax: number): Promise<Buffer | undefined> {
  // Without O_NONBLOCK to open a pipe would hold one of the few threads that all file operations share.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > bytesMax) return undefined;
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/**
 * An empty file of one's own: whatever has the name is taken away first, so that nothing is written through a link or
 * into a pipe that lies there. Rejects with Node's error, EISDIR for a directory.
 */
export async function createFresh(path: string): Promise<FileHandle> {
  await removeEntry(path);
  return open(path, 'wx');
}

async function removeEntry(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (errorCodeOf(error) !== 'ENOENT') throw error;
  });
}
