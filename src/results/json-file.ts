import { lstat, unlink } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { jsonText } from '../report/index.ts';
import { RESULT_FILE_BYTES_MAX } from '../shared/limits.ts';
import { readPlainEnd, readPlainFile } from './plain-file.ts';
import { errorCodeOf } from './results-error.ts';

/** Undefined when the file does not exist or is none of ours (larger than `bytesMax`, a pipe); other errors are thrown. */
export async function readText(path: string, bytesMax: number): Promise<string | undefined> {
  return (await readBytes(path, bytesMax))?.toString('utf8');
}

/** {@link readText} without decoding it. */
export async function readBytes(path: string, bytesMax: number): Promise<Buffer | undefined> {
  try {
    return await readPlainFile(path, bytesMax);
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
export async function writeText(path: string, text: string | Uint8Array): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there?.isSymbolicLink() === true) await unlink(path);
  const whole = typeof text === 'string' ? text : Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  await writeFileAtomic(path, whole, { fsync: false });
}

/**
 * {@link writeText}, unless the text is what is there: of 10,000 files that nobody has touched, to read them takes a
 * fraction of what it takes to replace them. What is there through a link does not count.
 */
export async function ensureText(path: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  const there = await readPlainEnd(path, bytes.length).catch(() => undefined);
  if (there?.bytes === bytes.length && there.end.equals(bytes)) return;
  await writeText(path, bytes);
}

/** {@link writeText} of the record as JSON. */
export async function writeJson(path: string, record: object): Promise<void> {
  await writeText(path, jsonText(record));
}
