import type { EventDiagnosis } from '../../shared/diagnostics.ts';
import type { Clip } from './clip.ts';

/** What is read of a core/v1 Event, which is written in two styles; every part may be missing. */
export interface KubernetesEvent {
  readonly metadata?: { readonly creationTimestamp?: string };
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  readonly count?: number;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string } | null;
}

/** Warnings first, each group newest first; the same said again counts up. */
export function eventDiagnoses(events: readonly KubernetesEvent[], clip: Clip): EventDiagnosis[] {
  const merged = new Map<string, EventDiagnosis>();
  for (const event of events) {
    const one = eventDiagnosis(event, clip);
    const key = JSON.stringify([one.type, one.reason, one.object, one.message]);
    const known = merged.get(key);
    merged.set(key, known === undefined ? one : together(known, one));
  }
  return [...merged.values()].toSorted(
    (a, b) => Number(isWarning(b)) - Number(isWarning(a)) || b.lastSeenAtMs - a.lastSeenAtMs,
  );
}

function eventDiagnosis(event: KubernetesEvent, clip: Clip): EventDiagnosis {
  const { involvedObject: object = {}, series, metadata = {} } = event;
  const seenAt = series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? metadata.creationTimestamp;
  const seenAtMs = Date.parse(seenAt ?? '');
  return {
    type: clip.word(event.type) || 'Normal',
    reason: clip.word(event.reason),
    object: `${clip.word(object.kind)}/${clip.word(object.name)}`,
    message: clip.message(event.message) ?? '',
    count: Math.max(1, series?.count ?? event.count ?? 1),
    lastSeenAtMs: Number.isNaN(seenAtMs) ? 0 : seenAtMs,
  };
}

function together(a: EventDiagnosis, b: EventDiagnosis): EventDiagnosis {
  return { ...a, count: a.count + b.count, lastSeenAtMs: Math.max(a.lastSeenAtMs, b.lastSeenAtMs) };
}

function isWarning({ type }: EventDiagnosis): boolean {
  return type === 'Warning';
}
