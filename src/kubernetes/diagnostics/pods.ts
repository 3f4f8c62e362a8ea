import type { ContainerDiagnosis, PodDiagnosis } from '../../shared/diagnostics.ts';
import { TERMINATING } from '../../shared/diagnosis.ts';
import { DIAGNOSTICS_CONTAINERS_PER_POD_MAX } from '../../shared/limits.ts';
import type { Clip } from './clip.ts';
import { defined } from './clip.ts';

/** What is read of a Pod; every part may be missing. */
export interface Pod {
  readonly metadata?: { readonly name?: string; readonly deletionTimestamp?: string };
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly PodCondition[] | null;
    readonly initContainerStatuses?: readonly ContainerStatus[] | null;
    readonly containerStatuses?: readonly ContainerStatus[] | null;
  };
}

interface PodCondition {
  readonly type?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
}

interface Terminated {
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
}

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly running?: object;
  readonly terminated?: Terminated;
}

export interface ContainerStatus {
  readonly name?: string;
  readonly image?: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

export function podDiagnosis({ metadata = {}, spec = {}, status = {} }: Pod, clip: Clip): PodDiagnosis {
  const conditions = status.conditions ?? [];
  const unscheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  // Containers that end because their pod is deleted end with errors; that must not look like a cause.
  const deleted = metadata.deletionTimestamp === undefined ? undefined : TERMINATING;
  const reason = deleted ?? status.reason ?? unscheduled?.reason;
  return {
    name: clip.word(metadata.name),
    phase: clip.word(status.phase) || 'Unknown',
    ready: conditions.some(({ type, status }) => type === 'Ready' && status === 'True'),
    ...defined({
      node: clip.word(spec.nodeName),
      reason: clip.word(reason),
      message: clip.message(status.message ?? unscheduled?.message),
    }),
    containers: statusesOf(status)
      .slice(0, DIAGNOSTICS_CONTAINERS_PER_POD_MAX)
      .map(({ init, container }) => containerDiagnosis(init, container, clip)),
  };
}

export function statusesOf({ initContainerStatuses, containerStatuses }: NonNullable<Pod['status']>) {
  return [
    ...(initContainerStatuses ?? []).map((container) => ({ init: true, container })),
    ...(containerStatuses ?? []).map((container) => ({ init: false, container })),
  ];
}

/** Ends that say no more than that it ended: beside them the present state's own word is the better one. */
const PLAIN_ENDS: ReadonlySet<string | undefined> = new Set([undefined, 'Error', 'Completed']);

function containerDiagnosis(init: boolean, container: ContainerStatus, clip: Clip): ContainerDiagnosis {
  const { state = {}, lastState = {}, restartCount = 0 } = container;
  const now = state.terminated ?? state.waiting;
  const ended = state.terminated ?? lastState.terminated;
  // Why it waits for its next start is the same word for every crash; why it ended is not.
  const isBackingOff = state.waiting?.reason === 'CrashLoopBackOff' && !PLAIN_ENDS.has(ended?.reason);
  const reason = isBackingOff ? ended?.reason : (now?.reason ?? ended?.reason);
  return {
    name: clip.word(container.name),
    init,
    image: clip.word(container.image),
    ready: container.ready === true,
    restartCount,
    ...defined({
      reason: clip.word(reason),
      message: clip.message(now?.message ?? ended?.message),
      exitCode: ended?.exitCode,
    }),
  };
}
