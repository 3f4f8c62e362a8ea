import { mkdir } from 'node:fs/promises';
import { z } from 'zod';
import { scenarioJson } from '../report/index.ts';
import { RESULT_FILES_AT_ONCE } from '../shared/limits.ts';
import type { ScenarioReport } from '../shared/run-report.ts';
import { readJson, writeJson } from './json-file.ts';
import { resultsLayout } from './layout.ts';
import { writing } from './results-error.ts';

/** Writes `<name>.json` and the full record of each scenario. Throws `Results.Unwritable`. */
export async function writeScenarioResults(dir: string, reports: readonly ScenarioReport[]): Promise<void> {
  const layout = resultsLayout(dir);
  await writing(dir, async () => {
    await mkdir(layout.scenarios, { recursive: true });
    await inTurns(reports, async (report) => {
      await writeJson(layout.scenarioRecord(report.resultName), report);
      await writeJson(layout.scenarioJson(report.resultName), scenarioJson(report));
    });
  });
}

/** Enough to tell our record from a damaged or foreign file; what it holds was written by this program. */
const recordSchema = z.looseObject({
  path: z.string(),
  resultName: z.string(),
  workflowId: z.string(),
  outcome: z.looseObject({ status: z.string(), flaky: z.boolean(), attempts: z.array(z.looseObject({})) }),
});

/** The records of those scenarios that have one, by path. */
export async function readScenarioRecords(
  dir: string,
  scenarios: readonly Pick<ScenarioReport, 'path' | 'resultName'>[],
): Promise<ReadonlyMap<string, ScenarioReport>> {
  const layout = resultsLayout(dir);
  const records = new Map<string, ScenarioReport>();
  await inTurns(scenarios, async ({ path, resultName }) => {
    const record = await readJson(layout.scenarioRecord(resultName));
    if (isRecord(record) && record.path === path) records.set(path, record);
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
