import { constants } from 'node:fs';
import { lstat, open, unlink, type FileHandle } from 'node:fs/promises';
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
 * The last `bytesMax` bytes of a plain file, and whether that is all of it; undefined for what is no file. Rejects with
 * Node's error when it is not there or cannot be read.
 */
export async function readPlainFileEnd(
  path: string,
  bytesMax: number,
): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean } | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const read = await endOf(file, bytesMax);
    return read && { bytes: read.end, isWhole: read.bytes <= bytesMax };
  } finally {
    await file.close();
  }
}

/**
 * The last bytes of a plain file, at most `bytesMax`, and the size of the whole. Undefined for what is not there or may
 * not be read, and for what is no file: a link could lead anywhere, and what it leads to would come to stand in a report.
 * Other errors are Node's.
 */
export async function readPlainEnd(
  path: string,
  bytesMax: number,
): Promise<{ readonly end: Buffer; readonly bytes: number } | undefined> {
  const file = await openPlain(path);
  if (file === undefined) return undefined;
  try {
    return await endOf(file, bytesMax);
  } finally {
    await file.close();
  }
}

/** The last bytes of an open file and the size of the whole; undefined for what is no file. */
async function endOf(file: FileHandle, bytesMax: number) {
  const stats = await file.stat();
  if (!stats.isFile()) return undefined;
  const length = Math.min(stats.size, bytesMax);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, stats.size - length);
  return { end: buffer.subarray(0, bytesRead), bytes: stats.size };
}

/** Size of a plain file in bytes; 0 for what is not there, and for what is no file. Other errors are Node's. */
export async function plainSizeOf(path: string): Promise<number> {
  const stats = await lstat(path).catch((error: unknown) => {
    if (NOT_THERE.has(errorCodeOf(error))) return undefined;
    throw error;
  });
  return stats?.isFile() === true ? stats.size : 0;
}

/** Of files of ours that a script took away, put something else in the place of, or made unreadable. */
const NOT_THERE: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EACCES', 'EPERM']);

/** Not through a link. */
async function openPlain(path: string): Promise<FileHandle | undefined> {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  return open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW).catch((error: unknown) => {
    if (NOT_THERE.has(errorCodeOf(error))) return undefined;
    throw error;
  });
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
