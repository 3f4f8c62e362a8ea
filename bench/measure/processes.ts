import { readdirSync, readFileSync } from 'node:fs';

/** One line of the process table, from /proc (Linux). */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly commandLine: string;
  /** Of itself, and of the children that it has waited for. */
  readonly cpuSeconds: number;
  readonly childrenCpuSeconds: number;
  readonly residentMib: number;
}

/** USER_HZ: fixed by the ABI on the platforms that this runs on. */
const TICKS_PER_SECOND = 100;
/** Of x86-64 and of arm64 as distributions build it. */
const PAGE_MIB = 4_096 / 2 ** 20;

/** All processes, but none that ended while this read. Empty where there is no /proc. */
export function readProcesses(): ProcessRow[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  return names.filter((name) => /^\d+$/.test(name)).flatMap((name) => readProcess(Number(name)) ?? []);
}

export function readProcess(pid: number): ProcessRow | undefined {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return rowOf(pid, commandLine, readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The fields of proc(5), counted from the state, which follows the command in parentheses. */
export function rowOf(pid: number, commandLine: string, stat: string): ProcessRow {
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const field = (index: number) => fields[index] ?? 0;
  return {
    pid,
    parent: field(1),
    commandLine,
    cpuSeconds: (field(11) + field(12)) / TICKS_PER_SECOND,
    childrenCpuSeconds: (field(13) + field(14)) / TICKS_PER_SECOND,
    residentMib: field(21) * PAGE_MIB,
  };
}

/** The process itself and all below it. */
export function treeOf(rows: readonly ProcessRow[], root: number): ProcessRow[] {
  const children = new Map<number, ProcessRow[]>();
  for (const row of rows) children.set(row.parent, [...(children.get(row.parent) ?? []), row]);
  const found: ProcessRow[] = rows.filter(({ pid }) => pid === root);
  for (let at = 0; at < found.length; at += 1) found.push(...(children.get(found[at]?.pid ?? 0) ?? []));
  return found;
}
