import { SAMPLE_INTERVAL_MS } from '../limits.ts';
import { readProcess, readProcesses, type ProcessRow } from './processes.ts';
import { processesByRole, programOf, ROLES, type Role } from './roles.ts';

/** What a measurement used. A role that had no process is left out. */
export interface Usage {
  /** By role, over the measurement; children included once their parent has waited for them. */
  readonly cpuSeconds: Partial<Record<Role, number>>;
  /** Of the servers, by program. */
  readonly serverCpuSeconds: Readonly<Record<string, number>>;
  /** Largest sum of a role's processes at one moment of those that were looked at. */
  readonly peakRssMib: Partial<Record<Role, number>>;
}

export interface UsageMeter {
  /** The process whose tree is the contender, once it is there. */
  watchRunner(pid: number): void;
  /** What is resident now. */
  resident(): Usage['peakRssMib'];
  stop(): Usage;
}

/** Looks twice a second at what is resident, and at the beginning and the end at what was computed. */
export function startUsageMeter(background: number): UsageMeter {
  let runner: number | undefined;
  const peaks: Partial<Record<Role, number>> = {};
  let resident: Partial<Record<Role, number>> = {};
  const look = () => {
    const byRole = processesByRole(readProcesses(), { background, runner });
    resident = {};
    for (const role of ROLES) {
      const mib = byRole[role].reduce((sum, { residentMib }) => sum + residentMib, 0);
      if (mib === 0) continue;
      resident[role] = mib;
      peaks[role] = Math.max(peaks[role] ?? 0, mib);
    }
    return byRole;
  };
  const before = look();
  const ownBefore = ownChildrenSeconds();
  const timer = setInterval(look, SAMPLE_INTERVAL_MS);
  return {
    watchRunner: (pid) => {
      runner = pid;
    },
    resident: () => rounded(resident),
    stop() {
      clearInterval(timer);
      const after = look();
      const servers = [...after.controlPlane, ...after.temporal, ...after.worker, ...after.background];
      return {
        peakRssMib: rounded(peaks),
        cpuSeconds: rounded({
          // What this process has waited for meanwhile: the contender and all that it waited for.
          runner: ownChildrenSeconds() - ownBefore,
          scripts: sumOf(after.worker, 'childrenCpuSeconds') - sumOf(before.worker, 'childrenCpuSeconds'),
          worker: grownBy('worker'),
          temporal: grownBy('temporal'),
          background: grownBy('background'),
          controlPlane: grownBy('controlPlane'),
        }),
        serverCpuSeconds: rounded(byProgram(servers, Object.values(before).flat())),
      };
      function grownBy(role: Role): number {
        return sumOf(after[role], 'cpuSeconds') - sumOf(before[role], 'cpuSeconds');
      }
    },
  };
}

function sumOf(rows: readonly ProcessRow[], field: 'cpuSeconds' | 'childrenCpuSeconds'): number {
  return rows.reduce((sum, row) => sum + row[field], 0);
}

function byProgram(after: readonly ProcessRow[], before: readonly ProcessRow[]): Record<string, number> {
  const earlier = new Map(before.map(({ pid, cpuSeconds }) => [pid, cpuSeconds]));
  const sums: Record<string, number> = {};
  for (const { pid, cpuSeconds, commandLine } of after) {
    const name = /\/dist\/([\w/]+)\/main\.js/.exec(commandLine)?.[1] ?? programOf(commandLine);
    sums[name] = (sums[name] ?? 0) + cpuSeconds - (earlier.get(pid) ?? 0);
  }
  return sums;
}

function ownChildrenSeconds(): number {
  return readProcess(process.pid)?.childrenCpuSeconds ?? 0;
}

function rounded<Key extends string>(values: Partial<Record<Key, number>>): Record<Key, number> {
  const entries = Object.entries(values) as [Key, number][];
  return Object.fromEntries(entries.map(([key, value]) => [key, Math.round(value * 100) / 100])) as Record<Key, number>;
}
