import type { Diagnostics, PodDiagnosis } from '../../shared/diagnostics.ts';
import { podTrouble } from '../../shared/diagnosis.ts';
import {
  DIAGNOSTICS_EVENTS_LIST_COUNT,
  DIAGNOSTICS_EVENTS_MAX,
  DIAGNOSTICS_LIST_COUNT,
  DIAGNOSTICS_OMITTED_MAX,
  DIAGNOSTICS_PODS_MAX,
  DIAGNOSTICS_REQUEST_TIMEOUT_MS,
  DIAGNOSTICS_TIMEOUT_MS,
  DIAGNOSTICS_WORKLOADS_MAX,
} from '../../shared/limits.ts';
import type { Connection } from '../requests/connection.ts';
import { startDeadline } from '../requests/deadline.ts';
import { getNamespace, namespacePath } from '../namespaces/namespaces.ts';
import type { Answer, Asker, Page } from './ask.ts';
import { askerOf } from './ask.ts';
import type { Clip, Redact } from './clip.ts';
import { clipWith } from './clip.ts';
import { containerLogs } from './container-logs.ts';
import type { KubernetesEvent } from './events.ts';
import { eventDiagnoses } from './events.ts';
import type { Pod } from './pods.ts';
import { podDiagnosis } from './pods.ts';
import type { Workload } from './workloads.ts';
import { WORKLOAD_KINDS, workloadDiagnoses } from './workloads.ts';

export type CollectedDiagnostics = Omit<Diagnostics, 'attempt'>;

export interface CollectOptions {
  /** Takes known secrets out of every text before it is cut. */
  readonly redact: Redact;
  readonly signal?: AbortSignal | undefined;
  /** Default DIAGNOSTICS_TIMEOUT_MS. */
  readonly timeoutMs?: number;
  /** Default DIAGNOSTICS_REQUEST_TIMEOUT_MS. */
  readonly requestTimeoutMs?: number;
}

/**
 * What a namespace holds: pods, events, logs of containers, workloads that are not as they should be. Only reads, never
 * asks for Secrets or ConfigMaps, and takes at most `timeoutMs`. What cannot be read is a sentence in `omitted`; throws
 * nothing but the reason of the caller's signal.
 */
export async function collectDiagnostics(
  connection: Connection,
  namespace: string,
  options: CollectOptions,
): Promise<CollectedDiagnostics> {
  const { redact, signal } = options;
  const { timeoutMs = DIAGNOSTICS_TIMEOUT_MS, requestTimeoutMs = DIAGNOSTICS_REQUEST_TIMEOUT_MS } = options;
  const whole = startDeadline(timeoutMs, signal);
  const collectedAtMs = Date.now();
  try {
    const asker = askerOf(connection, whole, requestTimeoutMs);
    const clip = clipWith(redact);
    const [pods, events, workloads] = await Promise.all([
      lookAtPods(asker, namespace, clip),
      lookAtEvents(asker, namespace, clip),
      lookAtWorkloads(asker, namespace, clip),
    ]);
    signal?.throwIfAborted();
    const parts = [pods, events, workloads];
    const isEmpty = parts.every((part) => part.found.length === 0 && part.omitted.length === 0);
    const gone =
      isEmpty && (await isGone(connection, namespace, whole.signal)) ? ['The namespace was not there any more.'] : [];
    signal?.throwIfAborted();
    return {
      namespace,
      collectedAtMs,
      pods: pods.found,
      events: events.found,
      workloads: workloads.found,
      logs: pods.logs,
      omitted: [...gone, ...parts.flatMap(({ omitted }) => omitted)].slice(0, DIAGNOSTICS_OMITTED_MAX),
    };
  } finally {
    whole.clear();
  }
}

interface Part<T> {
  readonly found: readonly T[];
  readonly omitted: readonly string[];
}

async function lookAtPods(asker: Asker, namespace: string, clip: Clip) {
  const path = `/api/v1${below(namespace)}/pods`;
  const { found, omitted } = partOf('Pods', await asker.list<Pod>(path, limited(DIAGNOSTICS_LIST_COUNT)));
  const read = await containerLogs(asker, path, found, clip);
  const rankOf = (pod: PodDiagnosis) => podTrouble(pod)?.rank ?? Number.POSITIVE_INFINITY;
  const pods = found
    .map((pod) => podDiagnosis(pod, clip))
    .map((pod) => ({ pod, rank: rankOf(pod) }))
    .toSorted((a, b) => (a.rank === b.rank ? 0 : a.rank - b.rank))
    .map(({ pod }) => pod);
  const kept = first('pods', pods, DIAGNOSTICS_PODS_MAX);
  return { found: kept.found, logs: read.logs, omitted: [...omitted, ...kept.omitted, ...read.omitted] };
}

async function lookAtEvents(asker: Asker, namespace: string, clip: Clip): Promise<Part<Diagnostics['events'][number]>> {
  const path = `/api/v1${below(namespace)}/events`;
  // Asked for apart: lists are cut by name, and among many others no warning must get lost.
  const [warnings, others] = await Promise.all(
    ['type=Warning', 'type!=Warning'].map(async (fieldSelector) =>
      asker.list<KubernetesEvent>(path, { fieldSelector, ...limited(DIAGNOSTICS_EVENTS_LIST_COUNT) }),
    ),
  );
  const parts = [
    ...(warnings === undefined ? [] : [partOf('Warnings', warnings)]),
    ...(others === undefined ? [] : [partOf('Other events', others)]),
  ];
  const events = eventDiagnoses(
    parts.flatMap(({ found }) => found),
    clip,
  );
  const kept = first('events', events, DIAGNOSTICS_EVENTS_MAX);
  return { found: kept.found, omitted: [...parts.flatMap(({ omitted }) => omitted), ...kept.omitted] };
}

async function lookAtWorkloads(asker: Asker, namespace: string, clip: Clip) {
  const parts = await Promise.all(
    WORKLOAD_KINDS.map(async (each) => {
      const answer = await asker.list<Workload>(each.path(below(namespace)), limited(DIAGNOSTICS_LIST_COUNT));
      const { found, omitted } = partOf(`${each.kind}s`, answer);
      return { found: workloadDiagnoses(each, found, clip), omitted };
    }),
  );
  const kept = first(
    'workloads',
    parts.flatMap(({ found }) => found),
    DIAGNOSTICS_WORKLOADS_MAX,
  );
  return { found: kept.found, omitted: [...parts.flatMap(({ omitted }) => omitted), ...kept.omitted] };
}

/** `what`: in the plural, at the beginning of a sentence. */
function partOf<T>(what: string, answer: Answer<Page<T>>): Part<T> {
  if ('why' in answer) return { found: [], omitted: [`${what} could not be read: ${answer.why}.`] };
  const { items, isCut } = answer.value;
  return { found: items, omitted: isCut ? [`${what}: only the first ${items.length} were read.`] : [] };
}

function first<T>(what: string, items: readonly T[], countMax: number): Part<T> {
  const leftOut = items.length - countMax;
  if (leftOut <= 0) return { found: items, omitted: [] };
  return { found: items.slice(0, countMax), omitted: [`${leftOut} more ${what} were left out.`] };
}

/** Lists in a namespace that does not exist are empty, as those in one where nothing was made. */
async function isGone(connection: Connection, namespace: string, signal: AbortSignal): Promise<boolean> {
  return getNamespace(connection, namespace, signal).then(
    (there) => there === undefined,
    () => false,
  );
}

function limited(count: number): Readonly<Record<string, string>> {
  return { limit: String(count) };
}

/** `/namespaces/x` */
function below(namespace: string): string {
  return namespacePath(namespace).slice('/api/v1'.length);
}
