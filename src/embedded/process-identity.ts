import { readFile } from 'node:fs/promises';
import { execa } from 'execa';

/** One process, not merely a pid that is used again later: also across a reboot. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in a form that only compares equal to itself; empty when the system does not tell. */
  readonly startedAt: string;
}

/** Undefined when no such process runs. Linux: boot id and start tick (proc(5), field 22); elsewhere `ps -o lstart=`. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  if (process.platform !== 'linux') return identifyByPs(pid);
  try {
    const [bootId, stat] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    // The second field is a program name in parentheses, in which anything may stand.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return { pid, startedAt: `${bootId.trim()} ${fields[19] ?? ''}` };
  } catch {
    return undefined;
  }
}

export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  const now = await identifyProcess(identity.pid);
  return now !== undefined && now.startedAt === identity.startedAt;
}

async function identifyByPs(pid: number): Promise<ProcessIdentity | undefined> {
  const result = await execa('ps', ['-o', 'lstart=', '-p', String(pid)], { reject: false });
  return result.exitCode === 0 ? { pid, startedAt: result.stdout.trim() } : undefined;
}
