import type { WorkloadDiagnosis } from '../../shared/diagnostics.ts';
import { DIAGNOSTICS_CONDITIONS_MAX } from '../../shared/limits.ts';
import type { Clip } from './clip.ts';
import { defined } from './clip.ts';

/** What is read of an object that runs pods or waits for a volume; every part may be missing. */
export interface Workload {
  readonly metadata?: { readonly name?: string; readonly generation?: number; readonly deletionTimestamp?: string };
  readonly spec?: {
    readonly replicas?: number;
    readonly completions?: number;
    readonly parallelism?: number;
    readonly suspend?: boolean;
  };
  readonly status?: Readonly<Record<string, unknown>> & {
    readonly phase?: string;
    readonly conditions?: readonly Condition[] | null;
  };
}

interface Condition {
  readonly type?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
}

interface WorkloadKind {
  readonly kind: string;
  /** Below `/api` or `/apis`, with a place for the namespace. */
  readonly path: (namespacePath: string) => string;
  /** Undefined for one that is as it should be. */
  readonly stateOf: (workload: Workload) => string | undefined;
}

const APPS = (plural: string) => (namespacePath: string) => `/apis/apps/v1${namespacePath}/${plural}`;

export const WORKLOAD_KINDS: readonly WorkloadKind[] = [
  { kind: 'Deployment', path: APPS('deployments'), stateOf: replicated },
  { kind: 'StatefulSet', path: APPS('statefulsets'), stateOf: replicated },
  {
    kind: 'DaemonSet',
    path: APPS('daemonsets'),
    stateOf: (set) => unready(set, count(set, 'numberReady'), count(set, 'desiredNumberScheduled')),
  },
  { kind: 'Job', path: (namespacePath) => `/apis/batch/v1${namespacePath}/jobs`, stateOf: jobState },
  {
    kind: 'PersistentVolumeClaim',
    path: (namespacePath) => `/api/v1${namespacePath}/persistentvolumeclaims`,
    stateOf: ({ status = {} }) => (status.phase === 'Bound' ? undefined : (status.phase ?? 'Pending')),
  },
];

/** Those that are not as they should be; one that is being deleted is left out. */
export function workloadDiagnoses(
  { kind, stateOf }: WorkloadKind,
  workloads: readonly Workload[],
  clip: Clip,
): WorkloadDiagnosis[] {
  return workloads.flatMap((workload) => {
    const { metadata = {}, status = {} } = workload;
    const state = metadata.deletionTimestamp === undefined ? stateOf(workload) : undefined;
    if (state === undefined) return [];
    const conditions = (status.conditions ?? []).slice(0, DIAGNOSTICS_CONDITIONS_MAX).map((condition) => ({
      type: clip.word(condition.type),
      status: clip.word(condition.status),
      ...defined({ reason: clip.word(condition.reason), message: clip.message(condition.message) }),
    }));
    return [{ kind, name: clip.word(metadata.name), state: clip.word(state), conditions }];
  });
}

function replicated(workload: Workload): string | undefined {
  const wanted = workload.spec?.replicas ?? 1;
  const state = unready(workload, count(workload, 'readyReplicas'), wanted);
  if (state !== undefined) return state;
  const updated = count(workload, 'updatedReplicas');
  return updated < wanted ? `${updated}/${wanted} up to date` : undefined;
}

function unready(workload: Workload, ready: number, wanted: number): string | undefined {
  const isSeen = count(workload, 'observedGeneration') >= (workload.metadata?.generation ?? 0);
  if (!isSeen) return 'not yet seen by its controller';
  return ready < wanted ? `${ready}/${wanted} ready` : undefined;
}

function jobState(job: Workload): string | undefined {
  const { conditions } = job.status ?? {};
  const holds = (type: string) => (conditions ?? []).find((each) => each.type === type && each.status === 'True');
  if (holds('Complete') !== undefined || job.spec?.suspend === true) return undefined;
  const failed = holds('Failed');
  if (failed !== undefined) return failed.reason === undefined ? 'failed' : `failed (${failed.reason})`;
  const wanted = job.spec?.completions ?? job.spec?.parallelism ?? 1;
  const failures = count(job, 'failed');
  return `${count(job, 'succeeded')}/${wanted} complete${failures === 0 ? '' : `, ${failures} failed`}`;
}

function count({ status = {} }: Workload, field: string): number {
  const value = status[field];
  return typeof value === 'number' ? value : 0;
}
