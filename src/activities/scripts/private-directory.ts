import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PRIVATE_PREFIX } from '../../supervisor/index.ts';

/**
 * Runs the work with a temporary directory that only this user can enter (0700), and removes it afterwards. Its name
 * says whose it is: that of a worker that was killed is removed by the next one's supervisor.
 */
export async function withPrivateDirectory<T>(workerMark: string, work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), `${PRIVATE_PREFIX}${workerMark}-`));
  try {
    return await work(dir);
  } finally {
    await remove(dir);
  }
}

/**
 * A script can leave what cannot be removed: a directory that it locked, paths longer than the kernel takes at once (rm
 * goes down step by step). Its result stands all the same, and the supervisor of the next worker tries again.
 */
async function remove(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true })
    .catch(() => promisify(execFile)('rm', ['-rf', '--', dir]))
    .catch(() => undefined);
}
