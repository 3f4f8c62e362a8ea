import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SWEEP_PAUSE_MS, SWEEP_ROUNDS_MAX } from '../shared/limits.ts';

/** In the environment of every script, and so of every descendant, whatever session or parent it has. */
export const MARK_VARIABLE = 'MUSTER_SCRIPT';

/**
 * Kills every process whose environment began with this mark, also those that called setsid or were adopted by init.
 * Repeats until none is found, because a process that is just being made is seen only in the next round. Linux only;
 * elsewhere the process group is all that can be reached. A program that clears its environment escapes.
 */
export async function killMarked(mark: string): Promise<void> {
  if (process.platform !== 'linux') return;
  for (let round = 0; round < SWEEP_ROUNDS_MAX; round += 1) {
    const pids = markedProcesses(mark);
    if (pids.length === 0) return;
    for (const pid of pids) kill(pid);
    await sleep(SWEEP_PAUSE_MS);
  }
}

/** The processes, zombies left out: those have no environment any more. */
function markedProcesses(mark: string): readonly number[] {
  const wanted = Buffer.from(`${MARK_VARIABLE}=${mark}`);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && environmentOf(pid).includes(wanted));
}

/** See proc(5): empty for zombies, not readable for other users' processes. */
function environmentOf(pid: number): Buffer {
  try {
    return readFileSync(`/proc/${pid}/environ`);
  } catch {
    return Buffer.alloc(0);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended in between.
  }
}
