import { z } from 'zod';
import { keptSchema, notKeptSchema, scenarioReportSchema, stuckSchema, totalsSchema } from '../../results/index.ts';
import { RUN_STATES } from '../reading/run-state.ts';
import { resultsDocumentSchema, version } from './run-document.ts';
import { scenarioRecordSchema } from './scenario-document.ts';

const timeMs = z.number();

/** `muster status -o json`. */
export const statusDocumentSchema = z.looseObject({
  v: version,
  runName: z.string(),
  workflowId: z.string(),
  runId: z.string(),
  taskQueue: z.string(),
  startedAtMs: timeMs,
  closedAtMs: timeMs.exactOptional(),
  /** Temporal's word. */
  status: z.string(),
  state: z.enum(RUN_STATES),
  /** What its worker tells; absent when none answers. */
  progress: z
    .looseObject({
      phase: z.enum(['planning', 'running', 'draining', 'finished']),
      resultsDir: z.string(),
      plannedCount: z.int(),
      limit: z.int(),
      paused: z.boolean(),
      running: z.array(z.looseObject({ path: z.string(), sinceMs: timeMs })),
      waitingCount: z.int(),
      drainingCount: z.int(),
      stuck: z.array(stuckSchema),
      totals: totalsSchema,
      finished: z.array(z.looseObject({ path: z.string(), status: z.string() })),
    })
    .exactOptional(),
  /** How it closed; absent while it is open. */
  closing: z
    .looseObject({ kind: z.enum(['completed', 'failed', 'cancelled', 'terminated', 'timed-out']) })
    .exactOptional(),
});

/** `muster describe -o json`. */
export const describeDocumentSchema = z.discriminatedUnion('kind', [
  z.object({
    ...resultsDocumentSchema.shape,
    kind: z.literal('run'),
    webUi: z.string().exactOptional(),
    cluster: z.looseObject({ uid: z.string(), server: z.string(), context: z.string() }).exactOptional(),
    settings: z.looseObject({}).exactOptional(),
    limits: z.array(z.looseObject({ atMs: timeMs, limit: z.int() })).exactOptional(),
    stuck: z.array(stuckSchema),
    kept: z.array(keptSchema).exactOptional(),
    notKept: z.array(notKeptSchema).exactOptional(),
    omitted: z.array(z.string()).exactOptional(),
  }),
  z.object({
    v: version,
    kind: z.literal('scenario'),
    runName: z.string(),
    record: scenarioRecordSchema,
    /** All about it, once it has its outcome. */
    report: scenarioReportSchema.exactOptional(),
    webUi: z.string().exactOptional(),
    /** The command that runs it again on the same cluster. */
    reproduce: z.string().exactOptional(),
  }),
]);

/** `muster run --list -o json` and, with more beside the scenarios, `--dry-run`. */
export const planDocumentSchema = z.looseObject({
  v: version,
  scenarios: z.array(
    z.looseObject({
      path: z.string(),
      resultName: z.string(),
      digest: z.string(),
      name: z.string().exactOptional(),
      description: z.string().exactOptional(),
      tags: z.array(z.string()).exactOptional(),
      component: z.string().exactOptional(),
      version: z.string().exactOptional(),
      estimatedMs: z.number().exactOptional(),
      timeoutMs: z.number().exactOptional(),
      retries: z.int().exactOptional(),
      locks: z.array(z.string()).exactOptional(),
      exclusive: z.literal(true).exactOptional(),
      /** Paths of scenarios of this plan. */
      dependsOn: z.array(z.string()).exactOptional(),
    }),
  ),
});

/** `muster schedule list -o json`. */
export const schedulesDocumentSchema = z.object({
  v: version,
  schedules: z.array(
    z.object({
      name: z.string(),
      paused: z.boolean(),
      next: z.string().exactOptional(),
      last: z.string().exactOptional(),
    }),
  ),
});

/** `muster config explain -o json`. */
export const settingsDocumentSchema = z.object({
  v: version,
  config: z.string().exactOptional(),
  settings: z.array(
    z.object({
      key: z.string(),
      value: z.string().exactOptional(),
      from: z.enum(['flag', 'environment', 'config', 'default']),
      by: z.string(),
    }),
  ),
});
