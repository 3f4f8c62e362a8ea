import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { MANIFEST_FILE_BYTES_MAX, MANIFEST_FILES_REMEMBERED_MAX, MANIFEST_OBJECTS_MAX } from '../../shared/limits.ts';
import { manifestObjectsOf, manifestProblemText } from '../../shared/manifest.ts';
import type { ManifestObject, ManifestProblem } from '../../shared/manifest.ts';
import { manifestError } from './manifest-error.ts';

/** An object of a file; its `place` names the file too. */
export type Manifest = ManifestObject;

/**
 * The objects of all files, in the order of the files and of their documents. Throws `Namespace.InvalidManifest` with
 * the file, the document and what was expected, never with what it holds.
 */
export async function readManifests(paths: readonly string[]): Promise<readonly Manifest[]> {
  const manifests: Manifest[] = [];
  for (const path of paths) {
    const read = parsed(await textOf(path));
    if ('problem' in read) throw problemOf(path, read.problem);
    manifests.push(...read.objects.map((object) => ({ ...object, place: `${path}, ${object.place}` })));
    if (manifests.length > MANIFEST_OBJECTS_MAX) {
      throw problemOf(path, { expected: `at most ${MANIFEST_OBJECTS_MAX} objects in all files together` });
    }
  }
  return manifests;
}

type Parsed = ReturnType<typeof manifestObjectsOf>;

const remembered = new Map<string, Parsed>();

/** By content, so that a changed file is a new one. */
function parsed(text: string): Parsed {
  const digest = createHash('sha256').update(text).digest('hex');
  const known = remembered.get(digest);
  if (known !== undefined) return known;
  const read = manifestObjectsOf(text);
  remembered.set(digest, read);
  for (const oldest of remembered.keys()) {
    if (remembered.size <= MANIFEST_FILES_REMEMBERED_MAX) break;
    remembered.delete(oldest);
  }
  return read;
}

async function textOf(path: string): Promise<string> {
  // Without O_NONBLOCK a named pipe would be waited for.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile())
      throw problemOf(path, { expected: 'a file', found: stats.isDirectory() ? 'a directory' : 'none' });
    const bytes = await firstBytes(file, MANIFEST_FILE_BYTES_MAX + 1).catch((error: NodeJS.ErrnoException) => {
      throw unreadable(path, error);
    });
    if (bytes.length > MANIFEST_FILE_BYTES_MAX) {
      throw problemOf(path, { expected: `at most ${MANIFEST_FILE_BYTES_MAX} bytes`, found: 'a larger file' });
    }
    return decoded(path, bytes);
  } finally {
    await file.close();
  }
}

async function firstBytes(file: FileHandle, count: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(count);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, count - length, null);
    length += bytesRead;
    if (bytesRead === 0 || length === count) return buffer.subarray(0, length);
  }
}

function decoded(path: string, bytes: Buffer): string {
  try {
    // Takes a byte order mark off.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw problemOf(path, { expected: 'text in UTF-8', found: 'other bytes' });
  }
}

function unreadable(path: string, { code = 'unknown error' }: NodeJS.ErrnoException): Error {
  const found = code === 'ENOENT' ? 'nothing' : code;
  return problemOf(path, { expected: 'a file that can be read', found });
}

function problemOf(path: string, problem: ManifestProblem): Error {
  return manifestError(manifestProblemText(path, problem));
}
