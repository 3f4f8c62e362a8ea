import { readdirSync, readFileSync } from 'node:fs';
import { processStatOf } from '../../src/shared/process-stat.ts';
import { MARK_VARIABLE } from '../../src/supervisor/index.ts';

/** In the environment of everything that the suite starts, and so of all their descendants. */
export const SUITE_VARIABLE = 'MUSTER_FAULT_SUITE';

export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Clock ticks since boot: with the pid, one process for ever. */
  readonly startedAt: number;
  readonly arguments: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Every living process that carries the suite's mark; no zombies. Linux only. */
export function processesOf(suite: string): readonly SeenProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const seen = look(Number(name));
      return seen?.env[SUITE_VARIABLE] === suite ? [seen] : [];
    });
}

/** What is left of scripts: the mark that every descendant of a script carries. */
export function isOfScript({ env }: SeenProcess): boolean {
  return env[MARK_VARIABLE] !== undefined;
}

export function isSameProcess(seen: SeenProcess): boolean {
  return look(seen.pid)?.startedAt === seen.startedAt;
}

/** False when exactly this process is gone. */
export function signal(seen: SeenProcess, name: NodeJS.Signals): boolean {
  if (!isSameProcess(seen)) return false;
  try {
    return process.kill(seen.pid, name);
  } catch {
    return false;
  }
}

function look(pid: number): SeenProcess | undefined {
  try {
    const stat = processStatOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (stat === undefined) return undefined;
    const env = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return {
      pid,
      parent: Number(stat.parent),
      group: Number(stat.group),
      startedAt: Number(stat.startTime),
      arguments: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1),
      env: Object.fromEntries(env.map((entry) => [entry.split('=', 1)[0], entry.slice(entry.indexOf('=') + 1)])),
    };
  } catch {
    return undefined;
  }
}
