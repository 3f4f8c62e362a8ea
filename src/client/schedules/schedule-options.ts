import type { ScheduleOptions, ScheduleOverlapPolicy } from '@temporalio/client';
import { CATCHUP_WINDOW_MS_DEFAULT, MINUTE_MS } from '../../shared/limits.ts';
import { runWorkflowIdOf } from '../../shared/names.ts';
import type { RunInput } from '../../shared/run-input.ts';
import { usageError } from '../errors.ts';
import type { RunMemo } from '../start/run-memo.ts';
import { memoOf } from '../start/run-memo.ts';
import { durationMs, given } from '../options/settings.ts';
import { RUN_WORKFLOW_TYPE } from '../start/start-run.ts';

/**
 * What happens when a start is due while the run before is open. TERMINATE_OTHER is not offered: it would run no
 * clean-up; starting beside it is not either, because both would write into one results directory.
 */
export const overlapChoices = ['skip', 'buffer-one', 'cancel-other'] as const;
export type Overlap = (typeof overlapChoices)[number];

const policies: Readonly<Record<Overlap, ScheduleOverlapPolicy>> = {
  skip: 'SKIP',
  'buffer-one': 'BUFFER_ONE',
  'cancel-other': 'CANCEL_OTHER',
};

export function overlapPolicyOf(overlap: Overlap): NonNullable<ScheduleOverlapPolicy> {
  return policies[overlap] ?? 'SKIP';
}

export interface ScheduleRequest {
  readonly name: string;
  readonly cron: readonly string[];
  readonly timezone?: string | undefined;
  readonly overlap: Overlap;
  readonly catchupWindow?: string | undefined;
  readonly input: RunInput;
  readonly taskQueue: string;
  readonly summary: string;
  readonly memo: RunMemo;
}

/**
 * The schedule as Temporal takes it. Overlap and catch-up window are always sent: the server's own catch-up window is a
 * year, and a nightly must not run 30 times after a holiday. Each run's id is `muster-<NAME>` and its time.
 */
export function scheduleOptionsOf(request: ScheduleRequest): ScheduleOptions {
  const catchup = given(request.catchupWindow, '--catchup-window', {});
  return {
    scheduleId: request.name,
    spec: {
      cronExpressions: [...request.cron],
      ...(request.timezone === undefined ? {} : { timezone: checkedTimezone(request.timezone) }),
    },
    action: {
      type: 'startWorkflow',
      workflowType: RUN_WORKFLOW_TYPE,
      workflowId: runWorkflowIdOf(request.name),
      taskQueue: request.taskQueue,
      args: [request.input],
      staticSummary: request.summary,
      memo: memoOf(request.memo),
    },
    policies: {
      overlap: overlapPolicyOf(request.overlap),
      catchupWindow: durationMs(catchup, CATCHUP_WINDOW_MS_DEFAULT, MINUTE_MS),
    },
  };
}

function checkedTimezone(timezone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone;
  } catch {
    throw usageError(`--timezone: "${timezone}" is not a time zone`, 'give an IANA name: Europe/Berlin, UTC');
  }
}
