import { z } from 'zod';
import type { OutcomeStatus } from '../shared/outcome.ts';
import { diagnosticsSchema } from './diagnostics-schema.ts';

/** As far as a date goes, milliseconds since the epoch. */
const timeMs = z.number().min(0).max(8.64e15);
const count = z.int().min(0);
const status = z.enum(['passed', 'failed', 'errored', 'skipped', 'cancelled'] satisfies OutcomeStatus[]);
const text = z.string();

const explained = {
  status,
  reason: text.exactOptional(),
  message: text.exactOptional(),
  exitCode: z.int().exactOptional(),
};

const attempt = z.looseObject({
  ...explained,
  attempt: z.int().min(1),
  namespace: text,
  release: text,
  startedAtMs: timeMs,
  finishedAtMs: timeMs,
  namespaceReadyAtMs: timeMs.exactOptional(),
  scriptEndedAtMs: timeMs.exactOptional(),
  diagnosis: text.exactOptional(),
  scriptMs: z.number().exactOptional(),
  tail: text.exactOptional(),
});

const historyEntry = z.looseObject({
  runName: text,
  finishedAtMs: timeMs,
  status,
  flaky: z.boolean(),
  durationMs: z.number(),
});

/** One scenario of `.muster/run.json`. */
export const scenarioReportSchema = z.looseObject({
  path: text,
  /** No path: whoever opens its files must not be led elsewhere. */
  resultName: z.string().regex(/^[^/\\\0]+$/),
  name: text.exactOptional(),
  tags: z.array(text).exactOptional(),
  workflowId: text,
  startedAtMs: timeMs,
  finishedAtMs: timeMs,
  outcome: z.looseObject({ ...explained, flaky: z.boolean(), attempts: z.array(attempt) }),
  component: text.exactOptional(),
  version: text.exactOptional(),
  estimatedMs: z.number().exactOptional(),
  log: z.looseObject({ tail: text, omittedLines: count, bytes: z.number().min(0) }).exactOptional(),
  diagnostics: z.array(diagnosticsSchema).exactOptional(),
  history: z.array(historyEntry).exactOptional(),
  keptUntilMs: timeMs.exactOptional(),
});

export const totalsSchema = z.object({
  total: count,
  passed: count,
  failed: count,
  errored: count,
  skipped: count,
  cancelled: count,
  flaky: count,
});

export const stuckSchema = z.looseObject({
  name: text,
  uid: text.exactOptional(),
  reason: text,
  conditions: z.array(z.looseObject({ type: text, reason: text, message: text })),
  blockers: z.array(z.looseObject({ kind: text, name: text })).exactOptional(),
});

export const keptSchema = z.looseObject({ name: text, uid: text, scenario: text, untilMs: timeMs });
export const notKeptSchema = z.looseObject({ name: text, scenario: text, message: text });

/** `.muster/run.json`: what all reports are made of. It lies where scripts can write, so it is checked when it is read. */
export const runReportSchema = z.looseObject({
  version: z.literal(1),
  runName: text,
  workflowId: text,
  runId: text,
  startedAtMs: timeMs,
  finishedAtMs: timeMs,
  cancelled: z.boolean(),
  cluster: z.looseObject({ uid: text, server: text, context: text }),
  settings: z.looseObject({ scenariosDir: text, resultsDir: text, maxParallel: z.int() }),
  totals: totalsSchema,
  stuck: z.array(stuckSchema),
  kept: z.array(keptSchema).exactOptional(),
  notKept: z.array(notKeptSchema).exactOptional(),
  limits: z.array(z.looseObject({ atMs: timeMs, limit: count })).exactOptional(),
  omitted: z.array(text).exactOptional(),
  scenarios: z.array(scenarioReportSchema),
});
