import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { SweepResult } from '../../activities/index.ts';
import { sweepStub } from '../activity-stubs.ts';
import { refusedIn } from './refused-before.ts';
import { sweepDetails } from './sweep-details.ts';

/**
 * Deletes the namespaces whose scenario execution is closed or unknown: what a termination leaves behind. Started by
 * its schedule it knows what the sweep before it could not delete; that is asked for again with a back-off.
 */
export async function janitorWorkflow(): Promise<SweepResult> {
  const refusedBefore = refusedIn(workflowInfo().lastResult);
  const result = await sweepStub().sweepOrphans({ refusedBefore });
  setCurrentDetails(sweepDetails({ ...result, refused: refusedIn(result) }));
  return result;
}
