import { readFileSync } from 'node:fs';

/** Number of processes and threads that this host has ever made; see proc(5), `processes` of /proc/stat. */
export type BirthCount = number;

/** Undefined where it is not told: outside Linux, in some sandboxes. */
export function birthCount(): BirthCount | undefined {
  return numberIn('/proc/stat', /^processes (\d+)$/m);
}

/** A process, and how many had been made before it was. */
export interface Birth {
  readonly pid: number;
  readonly before: BirthCount;
}

/**
 * Whether all that were made since have higher numbers: numbers go up until the highest, then start anew, and here they
 * cannot have got there. Every number of a container is at most one birth of the host.
 */
export function isLowestOf({ pid, before }: Birth): boolean {
  const now = birthCount();
  const highest = numberIn('/proc/sys/kernel/pid_max', /^(\d+)$/m);
  return now !== undefined && highest !== undefined && pid + (now - before) < highest;
}

function numberIn(file: string, pattern: RegExp): number | undefined {
  try {
    const [, digits] = pattern.exec(readFileSync(file, 'latin1')) ?? [];
    return digits === undefined ? undefined : Number(digits);
  } catch {
    return undefined;
  }
}
