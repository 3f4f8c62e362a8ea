import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { RunResult } from '../../src/shared/run-progress.ts';
import type { RunHandle } from './workflow-rig.ts';

/** What a run failed with; throws when it did not fail. */
export async function failureOf(handle: RunHandle): Promise<unknown> {
  try {
    await handle.result();
  } catch (error) {
    if (error instanceof WorkflowFailedError) return error.cause;
    throw error;
  }
  throw new Error('the run did not fail');
}

/** The same of a run that closed as Failed by itself, with the result that it carries. */
export async function failedResultOf(
  handle: RunHandle,
): Promise<{ readonly type: string; readonly message: string; readonly result: RunResult }> {
  const failure = await failureOf(handle);
  if (!(failure instanceof ApplicationFailure)) throw failure;
  return { type: failure.type ?? '', message: failure.message, result: failure.details?.[0] as RunResult };
}
