import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { environmentFileOwnerOf, type EnvironmentFileOwner } from '../../shared/environment-file-name.ts';
import { ENVIRONMENT_AGE_MS_MAX, ENVIRONMENT_START_MS } from '../../shared/limits.ts';

export interface EnvironmentSweep {
  readonly directory: string;
  readonly nowMs: number;
  /** Asks the local Temporal; rejects when that cannot tell. */
  readonly isRunOpen: (runName: string) => Promise<boolean>;
}

/**
 * Removes environments whose run ended without doing it (terminated, reset, never started): they are secrets of whoever
 * started it. Where nobody here can tell, their age decides. Other files stay. Returns the names of what is gone.
 */
export async function sweepEnvironments({ directory, nowMs, isRunOpen }: EnvironmentSweep): Promise<readonly string[]> {
  const removed: string[] = [];
  const names = await readdir(directory).catch((): string[] => []);
  for (const name of names) {
    const owner = environmentFileOwnerOf(name);
    if (owner === undefined) continue;
    const path = join(directory, name);
    const writtenAtMs = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
    if (writtenAtMs === undefined) continue;
    if (!(await isLeftOver(owner, nowMs - writtenAtMs, isRunOpen))) continue;
    await rm(path, { force: true });
    removed.push(name);
  }
  return removed;
}

async function isLeftOver(
  { runName, isLocal }: EnvironmentFileOwner,
  ageMs: number,
  isRunOpen: EnvironmentSweep['isRunOpen'],
): Promise<boolean> {
  if (ageMs < ENVIRONMENT_START_MS) return false;
  const isOld = ageMs > ENVIRONMENT_AGE_MS_MAX;
  if (!isLocal) return isOld;
  return await isRunOpen(runName).then(
    (open) => !open,
    () => isOld,
  );
}
