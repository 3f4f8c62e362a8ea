import type { ContainerDiagnosis, Diagnostics, EventDiagnosis, PodDiagnosis } from '../../src/shared/diagnostics.ts';

const COLLECTED_AT_MS = 1_700_000_000_000;

export function diagnosticsOf(given: Partial<Diagnostics> = {}): Diagnostics {
  return {
    attempt: 1,
    namespace: 'muster-a-1',
    collectedAtMs: COLLECTED_AT_MS,
    pods: [],
    events: [],
    workloads: [],
    logs: [],
    omitted: [],
    ...given,
  };
}

/** Runs well unless something else is given. */
export function podOf(name: string, given: Partial<PodDiagnosis> = {}): PodDiagnosis {
  return { name, phase: 'Running', ready: true, containers: [], ...given };
}

/** Runs well unless something else is given. */
export function containerOf(given: Partial<ContainerDiagnosis> = {}): ContainerDiagnosis {
  return { name: 'app', init: false, image: 'example.com/app', ready: true, restartCount: 0, ...given };
}

export function warningOf(reason: string, object: string, message: string, count = 1): EventDiagnosis {
  return { type: 'Warning', reason, object, message, count, lastSeenAtMs: COLLECTED_AT_MS - 60_000 };
}
