import { lstat, unlink } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { jsonText } from '../report/index.ts';
import { RESULT_FILE_BYTES_MAX } from '../shared/limits.ts';
import { readPlainFile } from './plain-file.ts';
import { errorCodeOf } from './results-error.ts';

/** Undefined when the file does not exist or is none of ours (larger than `bytesMax`, a pipe); other errors are thrown. */
export async function readText(path: string, bytesMax: number): Promise<string | undefined> {
  try {
    return (await readPlainFile(path, bytesMax))?.toString('utf8');
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT' || errorCodeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** {@link readText} of at most RESULT_FILE_BYTES_MAX; undefined also when it holds no JSON. The caller checks the shape. */
export async function readJson(path: string): Promise<unknown> {
  const text = await readText(path, RESULT_FILE_BYTES_MAX);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Replaces the file as a whole: a reader sees the old text or the new one. Not flushed to the device: after a power
 * cut the run itself tells what became of its scenarios. A link is replaced, not followed: nothing is written elsewhere.
 */
export async function writeText(path: string, text: string): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there?.isSymbolicLink() === true) await unlink(path);
  await writeFileAtomic(path, text, { fsync: false });
}

/** {@link writeText} of the record as JSON. */
export async function writeJson(path: string, record: object): Promise<void> {
  await writeText(path, jsonText(record));
}
