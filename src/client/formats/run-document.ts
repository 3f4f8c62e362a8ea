import { z } from 'zod';
import { totalsSchema } from '../../results/index.ts';
import { RUN_STATES } from '../reading/run-state.ts';
import { scenarioRecordSchema } from './scenario-document.ts';

/** Milliseconds since the epoch. */
const timeMs = z.number();
export const version = z.literal(1);

const head = {
  runName: z.string(),
  workflowId: z.string(),
  runId: z.string(),
  startedAtMs: timeMs,
  /** Absent while it is open. */
  closedAtMs: timeMs.exactOptional(),
  state: z.enum(RUN_STATES),
  resultsDir: z.string().exactOptional(),
  /** Of what has an outcome; absent when nobody could tell. */
  totals: totalsSchema.exactOptional(),
};

/** `muster results -o json`. */
export const resultsDocumentSchema = z.object({
  v: version,
  ...head,
  /** `report`: complete, from the results directory; `temporal`: what the run's worker and its history tell. */
  source: z.enum(['report', 'temporal']),
  scenarios: z.array(scenarioRecordSchema),
});

/** One run of `muster list`. */
const listedRunSchema = z.object({
  ...head,
  taskQueue: z.string(),
  scenariosDir: z.string().exactOptional(),
  /** Scenarios of its plan. */
  plannedCount: z.int().exactOptional(),
});

export type ListedRun = z.infer<typeof listedRunSchema>;

/** `muster list -o json`. */
export const listDocumentSchema = z.object({ v: version, runs: z.array(listedRunSchema) });
