import { treeOf, type ProcessRow } from './processes.ts';

/**
 * Who a process works for. `runner`: what was started to run the suite, with all below it; `scripts`: what muster's
 * worker starts; the rest are servers, which all contenders share (`temporal` and `worker` are idle for the others).
 */
export const ROLES = ['runner', 'worker', 'scripts', 'background', 'temporal', 'controlPlane'] as const;
export type Role = (typeof ROLES)[number];

const CONTROL_PLANE = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'];

/** By role, those processes that matter. `background`: the pid of muster's background process. */
export function processesByRole(
  rows: readonly ProcessRow[],
  pids: { readonly background: number; readonly runner: number | undefined },
): Record<Role, ProcessRow[]> {
  const byRole: Record<Role, ProcessRow[]> = {
    runner: pids.runner === undefined ? [] : treeOf(rows, pids.runner),
    worker: [],
    scripts: [],
    background: [],
    temporal: [],
    controlPlane: [],
  };
  for (const row of treeOf(rows, pids.background)) byRole[roleOf(row)].push(row);
  return byRole;
}

/** Of a process below muster's background process. */
function roleOf({ commandLine }: ProcessRow): Exclude<Role, 'runner'> {
  const program = programOf(commandLine);
  if (CONTROL_PLANE.includes(program)) return 'controlPlane';
  if (program === 'temporal') return 'temporal';
  if (/\/dist\/(worker|supervisor)\/(\w+\/)?main\.js/.test(commandLine)) return 'worker';
  if (/\/dist\/local\/main\.js/.test(commandLine)) return 'background';
  return 'scripts';
}

/** Name of the file that runs, without its directory: `kube-apiserver`. */
export function programOf(commandLine: string): string {
  return (commandLine.split(' ')[0] ?? '').replace(/^.*\//, '');
}
