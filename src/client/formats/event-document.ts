import { z } from 'zod';
import { keptSchema, notKeptSchema, stuckSchema, totalsSchema } from '../../results/index.ts';
import { version } from './run-document.ts';

const timeMs = z.number();
const outcome = z.enum(['passed', 'failed', 'errored', 'skipped', 'cancelled']);

/** What a run's workflow says of its end. */
const result = z.object({
  runName: z.string(),
  totals: totalsSchema,
  resultsDir: z.string(),
  stuck: z.array(stuckSchema),
  kept: z.array(keptSchema).exactOptional(),
  notKept: z.array(notKeptSchema).exactOptional(),
  /** Namespaces of the run that were still there in the last look at the cluster, kept ones not counted. */
  namespacesLeft: z.int(),
  resultsProblem: z.string().exactOptional(),
  cleanupProblem: z.string().exactOptional(),
});

const record = {
  run: z.string(),
  workflowId: z.string(),
  /** What `muster run` ends with. */
  exitCode: z.int(),
  /** Null: the run goes on, or was ended from outside. */
  result: z.looseObject(result.shape).nullable(),
  failures: z.array(
    z.object({
      path: z.string(),
      status: z.string(),
      reason: z.string().nullable(),
      message: z.string().nullable(),
      /** Null: the scenario never got as far as an attempt. */
      log: z.string().nullable(),
    }),
  ),
};

/** `muster run -o json`. */
export const runRecordSchema = z.object({ v: version, ...record });

const finished = z.looseObject({
  path: z.string(),
  resultName: z.string(),
  status: outcome,
  reason: z.string().exactOptional(),
  message: z.string().exactOptional(),
  exitCode: z.int().exactOptional(),
  lastLine: z.string().exactOptional(),
  flaky: z.boolean(),
  attemptCount: z.int(),
  durationMs: z.number(),
});

/** One line of `muster run -o jsonl`. Types that are not listed here may come; a reader passes them over. */
export const runEventSchema = z.discriminatedUnion('type', [
  z.object({
    v: version,
    type: z.literal('run.started'),
    atMs: timeMs,
    run: z.string(),
    workflowId: z.string(),
    runId: z.string(),
    startedAtMs: timeMs,
    resultsDir: z.string(),
    /** Absent when only the workers know what the directory holds. */
    plannedCount: z.int().exactOptional(),
  }),
  z.object({ v: version, type: z.literal('scenario.finished'), atMs: timeMs, scenario: finished }),
  z.object({ v: version, type: z.literal('run.finished'), atMs: timeMs, ...record }),
]);
