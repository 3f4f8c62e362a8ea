import { ApplicationFailure } from '@temporalio/workflow';
import { FailureType } from '../../shared/failure-types.ts';

/** Not a plain Error: that would block the workflow for ever instead of saying what is wrong. */
export function outcomesDoNotAddUp(count: number, planned: number): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `${count} outcomes for ${planned} scenarios`,
    FailureType.RunOutcomesDoNotAddUp,
  );
}
