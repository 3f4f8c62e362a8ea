import { basename } from 'node:path';
import type { FaultKind } from './fault-plan.ts';
import { isOfScript, processesOf, type SeenProcess } from './seen-processes.ts';

/** What a fault is aimed at. */
export type Role =
  | 'background'
  | 'worker'
  | 'supervisor'
  | 'script'
  | 'temporal'
  | 'etcd'
  | 'kube-apiserver'
  | 'kube-controller-manager';

/** Absent where the fault strikes no process that must be looked for. */
export const roleOf: Partial<Record<FaultKind, Role>> = {
  'kill-background': 'background',
  'kill-worker': 'worker',
  'kill-supervisor': 'supervisor',
  'kill-script': 'script',
  'kill-temporal': 'temporal',
  'kill-etcd': 'etcd',
  'kill-apiserver': 'kube-apiserver',
  'kill-controller-manager': 'kube-controller-manager',
  'stop-worker': 'worker',
  'stop-apiserver': 'kube-apiserver',
};

/** Where a round takes place. */
export interface Stage {
  /** The suite's mark. */
  readonly suite: string;
  /** Of the cluster that the run's worker serves: other workers are beside the point. */
  readonly kubeconfigPath: string;
}

/** The processes of this role, oldest first. Of scripts the leaders alone, by the time they have begun. */
export function targetsOf(role: Role, stage: Stage): readonly SeenProcess[] {
  const all = processesOf(stage.suite);
  const ours = all.filter((seen) => !isOfScript(seen));
  const worker = ours.filter(
    (seen) => runs(seen, 'dist/worker/main.js') && seen.arguments.includes(stage.kubeconfigPath),
  );
  switch (role) {
    case 'background':
      return byAge(ours.filter((seen) => runs(seen, 'dist/local/main.js')));
    case 'worker':
      return byAge(worker);
    case 'supervisor': {
      const parents = worker.map(({ pid }) => pid);
      return byAge(ours.filter((seen) => runs(seen, 'dist/supervisor/main.js') && parents.includes(seen.parent)));
    }
    case 'script':
      return byAge(
        all.filter((seen) => isOfScript(seen) && seen.group === seen.pid && seen.arguments[1]?.endsWith('.sh')),
      );
    case 'temporal':
      return byAge(ours.filter((seen) => seen.arguments.includes('start-dev')));
    case 'etcd':
    case 'kube-apiserver':
    case 'kube-controller-manager':
      return byAge(ours.filter((seen) => basename(seen.arguments[0] ?? '') === role));
  }
}

/** As the program itself, not as a word in another one's arguments. */
function runs(seen: SeenProcess, entry: string): boolean {
  return seen.arguments.slice(0, 2).some((argument) => argument.endsWith(`/${entry}`));
}

function byAge(processes: readonly SeenProcess[]): readonly SeenProcess[] {
  return processes.toSorted((one, other) => one.startedAt - other.startedAt);
}
