import { GRANDCHILD_S, HANGING_TIMEOUT_S } from '../limits.ts';
import durations from './log-normal.json' with { type: 'json' };

/** What a scenario is to end as; a timeout is a failure. */
export type Verdict = 'passed' | 'failed';

export interface Scenario {
  /** `s-0001`: the name of its file without `.sh`. */
  readonly name: string;
  /** Lines of bash; `$1` is the namespace. */
  readonly body: readonly string[];
  readonly expected: Verdict;
  /** How long it is known to take: in its metadata, for whoever reads that. */
  readonly estimatedMs?: number;
}

export const WORKLOADS = ['no-op', 'sleep', 'log-normal', 'config-map', 'deployment', 'failing', 'hanging'] as const;
export type Workload = (typeof WORKLOADS)[number];

/** Time limit of each script in seconds, where the workload has one. */
export function timeoutSecondsOf(workload: Workload): number | undefined {
  return workload === 'hanging' ? HANGING_TIMEOUT_S : undefined;
}

const SLEEP_MS = 2_000;
const FAILING_SHARE = 0.1;
const HANGING_SHARE = 0.05;
/** Nothing is pulled on a simulated node. */
const IMAGE = 'registry.k8s.io/pause:3.10';

/** The same list whenever it is asked for. */
export function scenariosOf(workload: Workload, count: number): Scenario[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `s-${String(index + 1).padStart(4, '0')}`,
    ...makers[workload](index, count),
  }));
}

type Made = Omit<Scenario, 'name'>;

const passing = (body: readonly string[] = []): Made => ({ body, expected: 'passed' });
const asleep = (ms: number): Made => ({ ...passing([`sleep ${(ms / 1_000).toFixed(2)}`]), estimatedMs: ms });

const makers: Record<Workload, (index: number, count: number) => Made> = {
  'no-op': () => passing(),
  sleep: () => asleep(SLEEP_MS),
  'log-normal': (index) => asleep(durations[index % durations.length] ?? 0),
  'config-map': () => passing(['kubectl create configmap settings --from-literal=key=value -n "$1"']),
  deployment: () =>
    passing([
      `kubectl create deployment web --image=${IMAGE} -n "$1"`,
      'kubectl rollout status deployment/web -n "$1" --timeout=60s',
    ]),
  failing: (index, count) =>
    isPicked(index, count, FAILING_SHARE) ? { body: ['exit 1'], expected: 'failed' } : passing(),
  hanging: (index, count) =>
    isPicked(index, count, HANGING_SHARE)
      ? // The grandchild inherits the script's output and holds it open.
        { body: [`sleep ${GRANDCHILD_S} &`, `sleep ${GRANDCHILD_S}`], expected: 'failed' }
      : passing(),
};

/** Spread evenly over the list; at least one of however few. */
function isPicked(index: number, count: number, share: number): boolean {
  const picked = Math.max(1, Math.round(count * share));
  return Math.floor(((index + 1) * picked) / count) > Math.floor((index * picked) / count);
}
