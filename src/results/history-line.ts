import { z } from 'zod';
import type { HistoryEntry } from '../shared/history.ts';
import { PATH_LENGTH_MAX } from '../shared/limits.ts';
import type { OutcomeStatus } from '../shared/outcome.ts';
import type { RunReport } from '../shared/run-report.ts';

const text = z.string().min(1).max(PATH_LENGTH_MAX);

/** One line of `.muster/history.jsonl`: what became of one scenario in one run. */
const lineSchema = z.object({
  /** Raised when a field changes its meaning; lines of another version are skipped. */
  v: z.literal(1),
  scenario: text,
  run: text,
  runId: text,
  /** As far as a date goes. */
  finishedAtMs: z.number().min(0).max(8.64e15),
  status: z.enum(['passed', 'failed', 'errored', 'skipped', 'cancelled'] satisfies OutcomeStatus[]),
  flaky: z.boolean(),
  durationMs: z.number().min(0).max(8.64e15),
});

/** A line as it stands in the file, and what it says. */
export interface HistoryLine {
  readonly text: string;
  readonly scenario: string;
  readonly runId: string;
  readonly entry: HistoryEntry;
}

/** Undefined for a damaged line and for one that is none of ours: the file lies where scripts can write. */
export function parseHistoryLine(given: string): HistoryLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(given);
  } catch {
    return undefined;
  }
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { scenario, run, runId, finishedAtMs, status, flaky, durationMs } = parsed.data;
  return { text: given, scenario, runId, entry: { runName: run, finishedAtMs, status, flaky, durationMs } };
}

/** The lines of a run that has ended: one per scenario. Pure. */
export function historyLinesOf({ runName, runId, scenarios }: RunReport): HistoryLine[] {
  return scenarios.map(({ path, startedAtMs, finishedAtMs, outcome: { status, flaky } }) => {
    const entry: HistoryEntry = { runName, finishedAtMs, status, flaky, durationMs: finishedAtMs - startedAtMs };
    const { runName: run, ...rest } = entry;
    return { text: JSON.stringify({ v: 1, scenario: path, run, runId, ...rest }), scenario: path, runId, entry };
  });
}
