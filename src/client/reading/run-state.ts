import { FailureType } from '../../shared/failure-types.ts';
import type { RunProgress } from '../../shared/run-progress.ts';
import type { RunReport } from '../../shared/run-report.ts';
import type { RunClosing } from '../follow/run-closing.ts';
import { resultOf } from '../follow/run-closing.ts';
import type { RunStatus } from '../temporal/find-run.ts';

/**
 * Where a run stands, in one word. Open: `running`, `paused`, `cancelling`. Closed: `passed`; `failed` and `errored`, by
 * its scenarios; `incomplete`, when nothing failed but namespaces are stuck or results missing; `cancelled`;
 * `terminated` and `timed-out`, from outside; `broken`, when it ended before it had outcomes.
 */
export const RUN_STATES = [
  'running',
  'paused',
  'cancelling',
  'passed',
  'failed',
  'errored',
  'incomplete',
  'cancelled',
  'terminated',
  'timed-out',
  'broken',
] as const;

export type RunState = (typeof RUN_STATES)[number];

/** Of an open run without `progress`, and of a failed one without `closing`, as much as its status tells. Pure. */
export function runStateOf(status: RunStatus, closing?: RunClosing, progress?: RunProgress): RunState {
  switch (status) {
    case 'COMPLETED':
      return 'passed';
    case 'FAILED':
      return closing?.kind === 'failed' ? failedState(closing) : 'failed';
    case 'CANCELLED':
      return 'cancelled';
    case 'TERMINATED':
      return 'terminated';
    case 'TIMED_OUT':
      return 'timed-out';
    default:
      if (progress?.cancelRequested === true) return 'cancelling';
      return progress?.paused === true ? 'paused' : 'running';
  }
}

function failedState(closing: Extract<RunClosing, { kind: 'failed' }>): RunState {
  const totals = resultOf(closing)?.totals;
  if (closing.type === FailureType.RunIncomplete) return 'incomplete';
  if (closing.type !== FailureType.RunScenariosFailed) return totals === undefined ? 'broken' : 'failed';
  return totals !== undefined && totals.failed === 0 && totals.errored > 0 ? 'errored' : 'failed';
}

/** Of a run of which only the report is at hand. Pure. */
export function reportedState({ cancelled, totals, stuck, settings }: RunReport): RunState {
  if (cancelled) return 'cancelled';
  if (totals.failed > 0 || (settings.failOnFlaky === true && totals.flaky > 0)) return 'failed';
  if (totals.errored > 0) return 'errored';
  return stuck.length > 0 || totals.cancelled > 0 ? 'incomplete' : 'passed';
}

/** Visibility's word for the runs among which one in this state is to be found. */
export function statusOf(state: RunState): string {
  const words: Readonly<Record<RunState, string>> = {
    running: 'Running',
    paused: 'Running',
    cancelling: 'Running',
    passed: 'Completed',
    failed: 'Failed',
    errored: 'Failed',
    incomplete: 'Failed',
    cancelled: 'Canceled',
    terminated: 'Terminated',
    'timed-out': 'TimedOut',
    broken: 'Failed',
  };
  return words[state];
}
