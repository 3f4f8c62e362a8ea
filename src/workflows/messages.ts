import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { RunProgress } from '../shared/run-progress.ts';

/** How a follower reads a run: everything that finished since the cursor, and where the run stands. Begin with 0. */
export const finishedSinceQuery = defineQuery<RunProgress, [cursor: number]>('finishedSince');

/**
 * Sets the limit of slots, 1 to {@link MAX_PARALLEL_MAX}; answers with the limit before. Lowering never kills: running
 * scenarios end, new ones wait. Anything else is rejected with `Run.InvalidInput` and leaves no history.
 */
export const scaleUpdate = defineUpdate<number, [limit: number]>('scale');

/** Starts nothing new until {@link resumeSignal}; what runs goes on. */
export const pauseSignal = defineSignal('pause');
export const resumeSignal = defineSignal('resume');
