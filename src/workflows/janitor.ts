import type { SweepResult } from '../activities/index.ts';
import { sweepStub } from './activity-stubs.ts';

/** Deletes the namespaces whose scenario execution is closed or unknown: what a termination leaves behind. */
export async function janitorWorkflow(): Promise<SweepResult> {
  return await sweepStub().sweepOrphans();
}
