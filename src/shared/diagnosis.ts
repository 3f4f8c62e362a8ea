import type {
  ContainerDiagnosis,
  Diagnostics,
  EventDiagnosis,
  PodDiagnosis,
  WorkloadDiagnosis,
} from './diagnostics.ts';
import { DIAGNOSIS_LENGTH_MAX } from './limits.ts';
import { shortLine } from './one-line.ts';
import { wellFormed } from './utf8.ts';

/** What is wrong with one thing, and how much that tells: the lower, the nearer to the cause. */
export interface Trouble {
  readonly rank: number;
  readonly text: string;
}

/** From the cause to what follows from it. */
const RANKS = [
  'memory',
  'evicted',
  'image',
  'configuration',
  'crash',
  'unschedulable',
  'refused',
  'volume',
  'probe',
  'workload',
  'waiting',
  'restarted',
  'warning',
] as const;

function trouble(rank: (typeof RANKS)[number], text: string): Trouble {
  return { rank: RANKS.indexOf(rank), text };
}

/** Reasons of kubelets, k8s.io/kubernetes `pkg/kubelet/images` and `pkg/kubelet/kuberuntime`. */
const IMAGE_REASONS: ReadonlySet<string | undefined> = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
]);
const CONFIGURATION_REASONS: ReadonlySet<string | undefined> = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'StartError',
  'ContainerCannotRun',
  'PreStartHookError',
  'PostStartHookError',
]);
/** Of events: nothing could be made of a template, for instance because a quota is used up. */
const REFUSED_REASONS: ReadonlySet<string> = new Set(['FailedCreate', 'ReplicaSetCreateError']);
const VOLUME_REASONS: ReadonlySet<string> = new Set([
  'FailedMount',
  'FailedAttachVolume',
  'FailedMapVolume',
  'FailedBinding',
  'ProvisioningFailed',
]);
/** What is in `workloads` as long as it is not well. */
const WORKLOAD_KINDS: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'PersistentVolumeClaim',
]);
/** Why the scheduler has no node, or is not asked for one. */
const SCHEDULING_REASONS: ReadonlySet<string | undefined> = new Set(['Unschedulable', 'SchedulingGated']);
export const TERMINATING = 'Terminating';

/**
 * The single most telling line of what a namespace holds, such as `pod web-0: container app OOMKilled (exit 137), 3
 * restarts`; at most DIAGNOSIS_LENGTH_MAX characters, always one line. Undefined when everything looks well.
 */
export function diagnosisOf(found: Pick<Diagnostics, 'pods' | 'events' | 'workloads'>): string | undefined {
  const troubles = [
    ...found.pods.flatMap((pod) => podTrouble(pod) ?? []),
    ...found.events.flatMap((event) => eventTrouble(event, found) ?? []),
    ...found.workloads.map(workloadTrouble),
  ];
  const [worst] = troubles.toSorted((a, b) => a.rank - b.rank);
  return worst === undefined ? undefined : wellFormed(shortLine(worst.text, DIAGNOSIS_LENGTH_MAX));
}

/** Undefined for a pod that runs well, has done its work, or is being deleted. */
export function podTrouble(pod: PodDiagnosis): Trouble | undefined {
  if (pod.reason === TERMINATING) return undefined;
  const said = `pod ${pod.name}: ${explained(pod.reason ?? pod.phase, pod.message)}`;
  const [worst] = pod.containers
    .flatMap((each) => containerTrouble(pod, each) ?? [])
    .toSorted((a, b) => a.rank - b.rank);
  if (SCHEDULING_REASONS.has(pod.reason)) return trouble('unschedulable', said);
  if (pod.phase === 'Failed' && pod.reason !== undefined) return trouble('evicted', said);
  if (worst !== undefined) return worst;
  if (pod.ready || pod.phase === 'Succeeded') return undefined;
  if (pod.phase === 'Failed') return trouble('crash', said);
  const waiting = pod.containers.find(({ ready, reason }) => !ready && reason !== undefined);
  return trouble(
    'waiting',
    `pod ${pod.name}: ${explained(waiting?.reason ?? `${pod.phase}, not ready`, waiting?.message)}`,
  );
}

function containerTrouble(pod: PodDiagnosis, container: ContainerDiagnosis): Trouble | undefined {
  const { reason, exitCode, restartCount, ready, message } = container;
  const restarts = restartCount === 0 ? '' : `, ${restartCount} ${restartCount === 1 ? 'restart' : 'restarts'}`;
  const exit = exitCode === undefined ? '' : ` (exit ${exitCode})`;
  const who = `pod ${pod.name}: ${container.init ? 'init container' : 'container'} ${container.name}`;
  const ended = `${who} ${reason ?? 'ended'}${exit}${restarts}`;
  if (reason === 'OOMKilled') return trouble('memory', ended);
  if (IMAGE_REASONS.has(reason)) return trouble('image', `pod ${pod.name}: ${reason} ${container.image}`);
  if (CONFIGURATION_REASONS.has(reason)) return trouble('configuration', `${who} ${explained(reason ?? '', message)}`);
  const hasFailed = exitCode !== undefined && exitCode !== 0;
  if (reason === 'CrashLoopBackOff' || (hasFailed && !ready)) return trouble('crash', ended);
  return hasFailed && restartCount > 0 ? trouble('restarted', ended) : undefined;
}

/** Warnings outlive what they warned of: one about an object that is well by now tells nothing. */
function eventTrouble(event: EventDiagnosis, found: Pick<Diagnostics, 'pods' | 'workloads'>): Trouble | undefined {
  if (event.type !== 'Warning') return undefined;
  const [kind = '', name = ''] = event.object.split('/');
  const count = event.count > 1 ? ` (${event.count} times)` : '';
  const text = `${kind.toLowerCase()} ${name}: ${explained(event.reason, event.message)}${count}`;
  if (kind === 'Pod') {
    const pod = found.pods.find((each) => each.name === name);
    if (pod !== undefined && (pod.reason === TERMINATING || podTrouble(pod) === undefined)) return undefined;
    if (pod === undefined) return trouble('warning', text);
  } else if (WORKLOAD_KINDS.has(kind) && !found.workloads.some((workload) => isFrom(name, workload))) {
    return undefined;
  }
  if (VOLUME_REASONS.has(event.reason)) return trouble('volume', text);
  if (event.reason === 'Unhealthy') return trouble('probe', text);
  return trouble(REFUSED_REASONS.has(event.reason) ? 'refused' : 'warning', text);
}

/** A ReplicaSet is named after its Deployment, a CronJob's Job after that. */
function isFrom(name: string, workload: WorkloadDiagnosis): boolean {
  return name === workload.name || name.startsWith(`${workload.name}-`);
}

function workloadTrouble({ kind, name, state }: WorkloadDiagnosis): Trouble {
  return trouble('workload', `${kind.toLowerCase()} ${name}: ${state}`);
}

function explained(reason: string, message: string | undefined): string {
  return message === undefined || message === '' ? reason : `${reason}: ${message}`;
}
