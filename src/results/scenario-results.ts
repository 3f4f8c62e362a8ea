import { z } from 'zod';
import { scenarioJson } from '../report/index.ts';
import { RESULT_FILES_AT_ONCE } from '../shared/limits.ts';
import type { OutcomeStatus } from '../shared/outcome.ts';
import type { ScenarioReport } from '../shared/run-report.ts';
import { readJson, writeJson } from './json-file.ts';
import { resultsLayout } from './layout.ts';
import { makeDirectory } from './make-directory.ts';
import { writing } from './results-error.ts';

/**
 * Writes `<name>.json` and the full record of each scenario. What cannot be written keeps none of the others from it.
 * Throws `Results.Unwritable`.
 */
export async function writeScenarioResults(dir: string, reports: readonly ScenarioReport[]): Promise<void> {
  const layout = resultsLayout(dir);
  await writing(dir, async () => {
    await makeDirectory(layout.scenarios);
    const errors: unknown[] = [];
    const note = (error: unknown) => void errors.push(error);
    await inTurns(reports, async (report) => {
      await writeJson(layout.scenarioRecord(report.resultName), report).catch(note);
      await writeJson(layout.scenarioJson(report.resultName), scenarioJson(report)).catch(note);
    });
    if (errors.length > 0) throw errors[0];
  });
}

/** As far as a date goes. */
const timeMs = z.number().min(0).max(8.64e15);
const status = z.enum(['passed', 'failed', 'errored', 'skipped', 'cancelled'] satisfies OutcomeStatus[]);
const explained = {
  status,
  reason: z.string().optional(),
  message: z.string().optional(),
  exitCode: z.int().optional(),
};
const attemptSchema = z.looseObject({
  ...explained,
  attempt: z.int(),
  namespace: z.string(),
  release: z.string(),
  startedAtMs: timeMs,
  finishedAtMs: timeMs,
  scriptMs: z.number().optional(),
});

/** All that reports are made of: the file lies where scripts can write, and a damaged one must not end a run's report. */
const recordSchema = z.looseObject({
  path: z.string(),
  resultName: z.string(),
  workflowId: z.string(),
  name: z.string().optional(),
  tags: z.array(z.string()).optional(),
  startedAtMs: timeMs,
  finishedAtMs: timeMs,
  keptUntilMs: timeMs.optional(),
  outcome: z.looseObject({ ...explained, flaky: z.boolean(), attempts: z.array(attemptSchema) }),
});

/** The records of those scenarios that have one, by path. */
export async function readScenarioRecords(
  dir: string,
  scenarios: readonly Pick<ScenarioReport, 'path' | 'resultName' | 'workflowId'>[],
): Promise<ReadonlyMap<string, ScenarioReport>> {
  const layout = resultsLayout(dir);
  const records = new Map<string, ScenarioReport>();
  await inTurns(scenarios, async ({ path, resultName, workflowId }) => {
    const record = await readJson(layout.scenarioRecord(resultName));
    if (!isRecord(record) || record.path !== path || record.resultName !== resultName) return;
    if (record.workflowId === workflowId) records.set(path, record);
  });
  return records;
}

function isRecord(value: unknown): value is ScenarioReport {
  return recordSchema.safeParse(value).success;
}

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += RESULT_FILES_AT_ONCE) {
    await Promise.all(items.slice(start, start + RESULT_FILES_AT_ONCE).map(work));
  }
}
