import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ARTIFACT_PARTIAL_KEPT_MS } from '../shared/limits.ts';

/** Where files lie that are not whole yet; no key begins so. */
export const PARTIAL_DIR = '~partial';

/** What writers left that were killed in the middle; those of living ones are younger. */
export async function removeOldPartials(dir: string, nowMs: number = Date.now()): Promise<void> {
  const partialDir = join(dir, PARTIAL_DIR);
  const names = await readdir(partialDir).catch(() => []);
  for (const name of names) {
    const path = join(partialDir, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats === undefined || nowMs - stats.mtimeMs < ARTIFACT_PARTIAL_KEPT_MS) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}
