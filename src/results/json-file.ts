import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { jsonText } from '../report/index.ts';
import { errorCodeOf } from './results-error.ts';

/** Undefined when the file does not exist or does not hold JSON; other errors are thrown. The caller checks the shape. */
export async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
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
 * cut the run itself tells what became of its scenarios.
 */
export async function writeJson(path: string, record: object): Promise<void> {
  await writeFileAtomic(path, jsonText(record), { fsync: false });
}
