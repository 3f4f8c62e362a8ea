import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCodeOf } from './results-error.ts';

/**
 * Makes a directory and those above it; one that is there is no error. Node's own `recursive` turns in a circle for
 * ever, on one of the few threads for files, where a directory says that it does not exist when something is made in it,
 * as in /proc. Rejects with Node's error.
 */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdirUnlessThere(path);
  } catch (error) {
    const above = dirname(path);
    if (errorCodeOf(error) !== 'ENOENT' || above === path) throw error;
    await makeDirectory(above);
    await mkdirUnlessThere(path);
  }
}

async function mkdirUnlessThere(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (errorCodeOf(error) !== 'EEXIST') throw error;
    const there = await stat(path).catch(() => undefined);
    if (there?.isDirectory() !== true) throw error;
  }
}
