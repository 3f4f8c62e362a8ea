import { z } from 'zod';

/** Milliseconds since the epoch. */
const timeMs = z.number();

/** Outcomes, and what there is before one. */
export const SCENARIO_STATES = ['passed', 'failed', 'errored', 'skipped', 'cancelled', 'running', 'waiting'] as const;

/** One scenario of `muster results`. */
export const scenarioRecordSchema = z.object({
  path: z.string(),
  name: z.string().exactOptional(),
  status: z.enum(SCENARIO_STATES),
  /** Passed after a failed attempt. */
  flaky: z.boolean(),
  /** Absent while it runs. */
  attemptCount: z.int().exactOptional(),
  /** Absent when only the run's worker could tell. */
  startedAtMs: timeMs.exactOptional(),
  /** From its slot to its outcome, or to now. */
  durationMs: z.number(),
  /** `timeout`, `signal`, `exit-code`, `access-denied`, or a dotted type. */
  reason: z.string().exactOptional(),
  message: z.string().exactOptional(),
  exitCode: z.int().exactOptional(),
  /** What its namespace said of the failure, in one line. */
  diagnosis: z.string().exactOptional(),
  /** The last line of its output when it did not pass. */
  lastLine: z.string().exactOptional(),
  /** Where the log lies on this machine. */
  log: z.string().exactOptional(),
  keptUntilMs: timeMs.exactOptional(),
});

export type ScenarioRecord = z.infer<typeof scenarioRecordSchema>;
export type ScenarioState = ScenarioRecord['status'];
