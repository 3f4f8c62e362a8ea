import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { processStatOf } from '../shared/process-stat.ts';

/** See random(4): a UUID made when the kernel starts, the same in every container of the host. */
const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id';

/**
 * A name of this process that is never used again, and from which others on this host can tell whether it lives: on
 * Linux `BOOTxPIDNAMESPACE-PID-STARTTIME-RANDOM`, elsewhere random alone. Holds no dots.
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

/**
 * Whose processes we see: numbers mean other ones in another PID namespace, on another host and after another start of
 * it. The namespace alone does not tell hosts apart: the first one of every Linux has the same number, and hosts may
 * share a temporary directory. A worker from before this host's last start is surely gone, but looks like one of another
 * host: what it has left stays.
 */
function ownView(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    if (readlinkSync('/proc/self') !== String(process.pid)) return undefined;
    const namespace = /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0];
    const boot = readFileSync(BOOT_ID_FILE, 'latin1').replaceAll(/[^0-9a-f]/g, '');
    return namespace === undefined || boot === '' ? undefined : `${boot}x${namespace}`;
  } catch {
    return undefined;
  }
}

/** Undefined when there is no such process, or only its zombie. */
function startTimeOf(pid: number): string | undefined {
  try {
    return processStatOf(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.startTime;
  } catch {
    return undefined;
  }
}
