import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SWEEP_PAUSE_MS, SWEEP_ROUNDS_MAX } from '../shared/limits.ts';
import type { Birth } from './births.ts';
import { isLowestOf } from './births.ts';
import { isWorkerGone } from './worker-mark.ts';

/** In the environment of every script, and so of every descendant, whatever session or parent it has. */
export const MARK_VARIABLE = 'MUSTER_SCRIPT';

/**
 * Kills every process whose environment began with this mark, also those that called setsid or were adopted by init.
 * Linux only; elsewhere the process group is all that can be reached. A program that clears its environment escapes.
 * With the birth of their ancestor only those that can descend from it are looked at: a host may have thousands.
 */
export async function killMarked(mark: string, ancestor?: Birth): Promise<void> {
  const isLater =
    ({ pid }: Birth) =>
    (seen: number) =>
      seen >= pid;
  const mayBe = ancestor !== undefined && isLowestOf(ancestor) ? isLater(ancestor) : () => true;
  await killWhere((seen) => seen.startsWith(mark), mayBe);
}

/**
 * Kills what attempts of this execution have left on this host, whichever worker ran them: an attempt that was given
 * up while its worker was stopped goes on until that worker hears of it.
 */
export async function killAttempts(executionId: string): Promise<void> {
  await killWhere((seen) => seen.split('.')[1] === executionId);
}

/**
 * Kills what workers that are gone have left: usually nothing, because a worker's supervisor ends its scripts with it.
 * But both may have been killed, and a script must not go on for nobody.
 */
export async function killOrphaned(): Promise<void> {
  await killWhere((seen) => isWorkerGone(seen.split('.', 1)[0] ?? ''));
}

/** Repeats until none is found, because a process that is just being made is seen only in the next round. */
async function killWhere(
  isMeant: (mark: string) => boolean,
  mayBe: (pid: number) => boolean = () => true,
): Promise<void> {
  if (process.platform !== 'linux') return;
  for (let round = 0; round < SWEEP_ROUNDS_MAX; round += 1) {
    const pids = processes().filter((pid) => {
      if (!mayBe(pid)) return false;
      const mark = markIn(environmentOf(pid));
      return mark !== undefined && isMeant(mark);
    });
    if (pids.length === 0) return;
    for (const pid of pids) kill(pid);
    await sleep(SWEEP_PAUSE_MS);
  }
}

function processes(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid);
}

function markIn(environment: string): string | undefined {
  const prefix = `${MARK_VARIABLE}=`;
  return environment
    .split('\0')
    .find((entry) => entry.startsWith(prefix))
    ?.slice(prefix.length);
}

/** See proc(5): empty for zombies, not readable for other users' processes. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended in between.
  }
}
