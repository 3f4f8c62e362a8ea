import { z } from 'zod';
import { aggregatedJson } from '../report/index.ts';
import type { RunReport } from '../shared/run-report.ts';
import { readJson, writeJson } from './json-file.ts';
import { resultsLayout } from './layout.ts';
import { makeDirectory } from './make-directory.ts';
import { readManifest } from './manifest.ts';
import { releaseLock } from './lock.ts';
import { writing } from './results-error.ts';
import { writeScenarioResults } from './scenario-results.ts';

/**
 * Writes `.muster/run.json`, `aggregated.json` and once more every scenario's own files, because scripts that ran after
 * it can have changed them; then gives the directory back. When a later run has taken the
 * directory already (this is a repetition whose first answer was lost), nothing is written. Throws
 * `Results.Unwritable`.
 */
export async function closeResults(dir: string, report: RunReport): Promise<void> {
  const layout = resultsLayout(dir);
  await writing(dir, async () => {
    const manifest = await readManifest(layout);
    if (manifest !== undefined && manifest.runId !== report.runId) return;
    await makeDirectory(layout.hidden);
    await writeScenarioResults(dir, report.scenarios);
    await writeJson(layout.runReport, report);
    await writeJson(layout.aggregated, aggregatedJson(report));
    await releaseLock(layout, report);
  });
}

/** Enough to tell our report from a damaged or foreign file. */
const reportSchema = z.looseObject({
  version: z.literal(1),
  runName: z.string(),
  runId: z.string(),
  totals: z.looseObject({ total: z.number() }),
  scenarios: z.array(z.looseObject({ path: z.string(), resultName: z.string() })),
});

/** The report of the last run that ended in this directory; undefined when there is none that can be read. */
export async function readRunReport(dir: string): Promise<RunReport | undefined> {
  const report = await readJson(resultsLayout(dir).runReport);
  return isReport(report) ? report : undefined;
}

function isReport(value: unknown): value is RunReport {
  return reportSchema.safeParse(value).success;
}
