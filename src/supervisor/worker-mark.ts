import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/** proc(5): the start time, counted after the command in parentheses, which may hold any character. */
const START_TIME_FIELD = 19;

/**
 * A name of this process that is never used again, and from which others on this host can tell whether it lives: on
 * Linux `PIDNAMESPACE-PID-STARTTIME-RANDOM`, elsewhere random alone. Holds no dots.
 */
export function ownWorkerMark(): string {
  const random = randomBytes(8).toString('hex');
  const view = ownView();
  return view === undefined ? random : `${view}-${process.pid}-${startTimeOf(process.pid)}-${random}`;
}

/** True only when this very process cannot be running any more; what cannot be told counts as living. */
export function isWorkerGone(workerMark: string): boolean {
  const [view, pid, startTime] = workerMark.split('-');
  if (view === undefined || pid === undefined || startTime === undefined || view !== ownView()) return false;
  return startTimeOf(Number(pid)) !== startTime;
}

/** The PID namespace whose processes we see: numbers of another one mean other processes. */
function ownView(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    if (readlinkSync('/proc/self') !== String(process.pid)) return undefined;
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0];
  } catch {
    return undefined;
  }
}

/** Undefined when there is no such process, or only its zombie. */
function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[START_TIME_FIELD];
  } catch {
    return undefined;
  }
}
