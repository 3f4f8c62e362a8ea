import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CACHE_LOCK_POLL_MS, CACHE_LOCK_WAIT_MS } from '../shared/limits.ts';
import { EmbeddedServerError } from './embedded-server-error.ts';
import { isAlive, ownIdentity, processIdentitySchema, type ProcessIdentity } from './process-identity.ts';
import type { OnProgress } from './progress.ts';

/**
 * Runs `work` while no other process of this cache does. It saves work and is not what keeps the cache whole: every
 * file arrives there by a rename, so that a lock that was lost costs a second build and nothing else.
 * @throws EmbeddedServerError `Embedded.BuildFailed` when the other one does not end within CACHE_LOCK_WAIT_MS.
 */
export async function withCacheLock<T>(cacheDir: string, onProgress: OnProgress, work: () => Promise<T>): Promise<T> {
  await mkdir(cacheDir, { recursive: true });
  const lockFile = join(cacheDir, 'fetch.lock');
  const deadline = performance.now() + CACHE_LOCK_WAIT_MS;
  const me = ownIdentity();
  while (!(await tryLock(lockFile, me))) {
    const holder = await readHolder(lockFile);
    if (holder === undefined) continue;
    if (performance.now() > deadline) {
      throw new EmbeddedServerError(
        'Embedded.BuildFailed',
        `Process ${holder.pid} has been fetching the same programs for too long. End it, then try again (${lockFile}).`,
      );
    }
    onProgress({ step: `waiting for process ${holder.pid}, which is fetching the same programs` });
    await sleep(CACHE_LOCK_POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lockFile, { force: true });
  }
}

/** By a link, so that nobody ever sees a lock without its holder in it. */
async function tryLock(lockFile: string, me: ProcessIdentity | undefined): Promise<boolean> {
  const mine = `${lockFile}.${randomUUID()}`;
  await writeFile(mine, JSON.stringify(me ?? { pid: process.pid, startedAt: '' }));
  try {
    await link(mine, lockFile);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(mine, { force: true });
  }
}

/** The living holder. The lock of a dead one is taken away first; undefined then, and when there is none. */
async function readHolder(lockFile: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(lockFile, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const holder = parseHolder(text);
  if (holder !== undefined && isAlive(holder)) return holder;
  const aside = `${lockFile}.${randomUUID()}`;
  await rename(lockFile, aside).catch(() => undefined);
  await rm(aside, { force: true });
  return undefined;
}

function parseHolder(text: string): ProcessIdentity | undefined {
  try {
    return processIdentitySchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
