import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { until } from './gate.ts';

/** The process id that a script wrote to a file, once it is there. */
export async function pidIn(path: string): Promise<number> {
  let pid = 0;
  await until(`a process id in ${path}`, async () => {
    pid = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
    return pid > 0;
  });
  return pid;
}

/** Dead and collected by its parent, which therefore knows of its end. */
export function isCollected(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

/** Dead, but not yet collected by whoever inherited it; containers take their time. Linux only. */
function isZombie(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
