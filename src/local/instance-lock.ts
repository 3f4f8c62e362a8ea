import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { isAlive, processIdentitySchema, type ProcessIdentity } from '../embedded/process-identity.ts';

/** A stale lock is broken at most this often before somebody else's is believed. */
const BREAK_ATTEMPTS_MAX = 5;

/**
 * Takes the lock for the life of this process; undefined when a living process holds it. A holder that was killed is
 * recognised by its identity, so the lock needs no renewal and no expiry. `link` makes the file appear with its content
 * in one step: a lock without a readable holder can only come from a crash of the machine.
 */
export function acquireInstanceLock(path: string, self: ProcessIdentity): { release(): void } | undefined {
  const draft = `${path}.${self.pid}-${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(self), { mode: 0o600, flag: 'wx' });
  try {
    for (let attempt = 0; attempt < BREAK_ATTEMPTS_MAX; attempt += 1) {
      if (tryLink(draft, path)) return { release: () => releaseLock(path, self) };
      if (lockHolder(path) !== undefined) return undefined;
      breakStaleLock(path);
    }
    return undefined;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The living process that holds the lock. */
export function lockHolder(path: string): ProcessIdentity | undefined {
  try {
    const holder = processIdentitySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return isAlive(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function breakStaleLock(path: string): void {
  const aside = `${path}.stale-${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  // Between looking and renaming another process may have broken the stale lock and taken it: give that one back.
  if (lockHolder(aside) !== undefined) tryLink(aside, path);
  rmSync(aside, { force: true });
}

function releaseLock(path: string, self: ProcessIdentity): void {
  const holder = lockHolder(path);
  if (holder?.pid === self.pid && holder.startedAt === self.startedAt) rmSync(path, { force: true });
}
