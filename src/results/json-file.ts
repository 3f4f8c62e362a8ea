import { lstat, unlink } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { jsonText } from '../report/index.ts';
import { RESULT_FILE_BYTES_MAX } from '../shared/limits.ts';
import { readPlainFile } from './plain-file.ts';
import { errorCodeOf } from './results-error.ts';

/**
 * Undefined when the file does not exist or does not hold JSON, or is none of ours (RESULT_FILE_BYTES_MAX, a pipe); other
 * errors are thrown. The caller checks the shape.
 */
export async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    const bytes = await readPlainFile(path, RESULT_FILE_BYTES_MAX);
    if (bytes === undefined) return undefined;
    text = bytes.toString('utf8');
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT' || errorCodeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
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
export async function writeJson(path: string, record: object): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there?.isSymbolicLink() === true) await unlink(path);
  await writeFileAtomic(path, jsonText(record), { fsync: false });
}
