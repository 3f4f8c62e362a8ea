import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { LOCAL_CALL_TIMEOUT_MS } from '../shared/limits.ts';
import { processStatOf } from '../shared/process-stat.ts';

export const processIdentitySchema = z.object({
  pid: z.number().int().positive(),
  /** Clock ticks since boot on Linux, a date elsewhere: only ever compared. */
  startedAt: z.string(),
  /** Empty where `startedAt` is a date. */
  bootId: z.string(),
  command: z.string(),
});

/** Names one process for ever: a pid alone is used again, after a reboot at once. */
export type ProcessIdentity = Readonly<z.infer<typeof processIdentitySchema>>;

/** Undefined when there is no such process, or only its zombie. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

export function ownIdentity(): ProcessIdentity {
  const identity = identityOf(process.pid);
  if (identity === undefined) throw new Error(`process ${process.pid} cannot be seen: is /proc mounted?`);
  return identity;
}

/** True when exactly this process still runs. */
export function isAlive(recorded: ProcessIdentity): boolean {
  const now = identityOf(recorded.pid);
  return (
    now !== undefined &&
    now.startedAt === recorded.startedAt &&
    now.bootId === recorded.bootId &&
    now.command === recorded.command
  );
}

/** Sends the signal only to exactly this process; false when it is gone. */
export function signalProcess(recorded: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(recorded)) return false;
  try {
    return process.kill(recorded.pid, signal);
  } catch {
    return false;
  }
}

function fromProc(pid: number): ProcessIdentity | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const stat = processStatOf(text);
  if (stat === undefined) return undefined;
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return { pid, startedAt: stat.startTime, bootId, command: stat.command };
}

function fromPs(pid: number): ProcessIdentity | undefined {
  try {
    const line = execFileSync('/bin/ps', ['-o', 'lstart=,stat=,comm=', '-p', String(pid)], {
      encoding: 'utf8',
      // The date's format is the locale's.
      env: { LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: LOCAL_CALL_TIMEOUT_MS,
    }).trim();
    // "Mon Nov 23 10:11:12 2026 S+ /usr/bin/node"
    const words = line.split(/\s+/);
    if (words.length < 7 || words[5]?.startsWith('Z')) return undefined;
    return { pid, startedAt: words.slice(0, 5).join(' '), bootId: '', command: words.slice(6).join(' ') };
  } catch {
    return undefined;
  }
}
