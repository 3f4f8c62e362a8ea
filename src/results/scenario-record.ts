import { z } from 'zod';
import {
  METADATA_BYTES_MAX,
  OUTPUT_TAIL_BYTES,
  RECORD_ATTEMPTS_MAX,
  RECORD_TEXT_LENGTH_MAX,
} from '../shared/limits.ts';
import type { AttemptRecord, OutcomeStatus, ScenarioOutcome } from '../shared/outcome.ts';
import type { ScenarioReport } from '../shared/run-report.ts';

/** What is known of a scenario as soon as it ends; the rest comes when the run ends. */
export type ScenarioRecord = Omit<ScenarioReport, 'log' | 'diagnostics' | 'history'>;

const text = z.string().max(RECORD_TEXT_LENGTH_MAX);
/** Whatever a script's metadata may hold. */
const told = z.string().max(METADATA_BYTES_MAX);
/** As far as a date goes. */
const timeMs = z.number().min(0).max(8.64e15);
const durationMs = z.number().min(0);
const explained = {
  status: z.enum(['passed', 'failed', 'errored', 'skipped', 'cancelled'] satisfies OutcomeStatus[]),
  reason: text.exactOptional(),
  message: text.exactOptional(),
  exitCode: z.int().exactOptional(),
};

const attempt = z.object({
  ...explained,
  attempt: z.int().min(1),
  namespace: text,
  release: text,
  startedAtMs: timeMs,
  finishedAtMs: timeMs,
  namespaceReadyAtMs: timeMs.exactOptional(),
  scriptEndedAtMs: timeMs.exactOptional(),
  diagnosis: text.exactOptional(),
  scriptMs: durationMs.exactOptional(),
  tail: z.string().max(OUTPUT_TAIL_BYTES).exactOptional(),
} satisfies Record<keyof AttemptRecord, z.ZodType>);

const outcome = z.object({
  ...explained,
  flaky: z.boolean(),
  attempts: z.array(attempt).max(RECORD_ATTEMPTS_MAX),
} satisfies Record<keyof ScenarioOutcome, z.ZodType>);

const recordSchema: z.ZodType<ScenarioRecord> = z.object({
  path: text,
  resultName: text,
  workflowId: text,
  name: told.exactOptional(),
  tags: z.array(told).max(METADATA_BYTES_MAX).exactOptional(),
  component: told.exactOptional(),
  version: told.exactOptional(),
  estimatedMs: durationMs.exactOptional(),
  startedAtMs: timeMs,
  finishedAtMs: timeMs,
  keptUntilMs: timeMs.exactOptional(),
  outcome,
} satisfies Record<keyof ScenarioRecord, z.ZodType>);

/**
 * All that reports are made of, and nothing else: the file lies where scripts can write, and a damaged one must not end a
 * run's report. Undefined for what we did not write; keys that we do not know are dropped.
 */
export function scenarioRecordOf(json: string): ScenarioRecord | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
