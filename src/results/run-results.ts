import { setImmediate } from 'node:timers/promises';
import { indentedRunJson } from '../report/index.ts';
import { FailureType } from '../shared/failure-types.ts';
import type { RunReport } from '../shared/run-report.ts';
import { recordHistory } from './history.ts';
import { readJson, writeText } from './json-file.ts';
import { resultsLayout } from './layout.ts';
import { makeDirectory } from './make-directory.ts';
import { readManifest } from './manifest.ts';
import { releaseLock } from './lock.ts';
import type { Render } from './renderer/render-report.ts';
import { unwritable, writing } from './results-error.ts';
import { runReportSchema } from './run-report-schema.ts';
import { ensureScenarioResults } from './scenario-results.ts';
import { writeReports } from './write-reports.ts';

/**
 * Writes `.muster/run.json`, every report of {@link writeReports}, and once more every scenario's own files, because
 * scripts that ran after it can have changed them; then gives the directory back. When a later run has taken the
 * directory already (this is a repetition whose first answer was lost), nothing is written. Throws
 * `Results.Unwritable`, and `Results.NotRendered` when all but a report is there.
 */
export async function closeResults(dir: string, report: RunReport, render?: Render): Promise<void> {
  const layout = resultsLayout(dir);
  await writing(dir, async () => {
    const manifest = await readManifest(layout);
    if (manifest !== undefined && manifest.runId !== report.runId) return;
    await makeDirectory(layout.hidden);
    await ensureScenarioResults(dir, report.scenarios);
    await writeText(layout.runReport, await recordText(report));
    const problem = await writeReports(dir, report, {}, render);
    // After the reports, so that what is wrong with the history does not cost them; nor do they cost the history.
    const unrecorded = await recordHistory(dir, report).then(
      () => undefined,
      (error: unknown) => unwritable(dir, error),
    );
    if (problem?.type === FailureType.ResultsUnwritable) throw problem;
    if (unrecorded !== undefined) throw unrecorded;
    await releaseLock(layout, report);
    if (problem !== undefined) throw problem;
  });
}

/** In turns: there may be tens of megabytes of it. */
async function recordText(report: RunReport): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (const piece of indentedRunJson(report)) {
    pieces.push(Buffer.from(piece));
    await setImmediate();
  }
  return Buffer.concat(pieces);
}

/** The report of the last run that ended in this directory; undefined when there is none that can be read. */
export async function readRunReport(dir: string): Promise<RunReport | undefined> {
  return await readReportFile(resultsLayout(dir).runReport);
}

/** Undefined when there is no report of ours at that path. */
export async function readReportFile(path: string): Promise<RunReport | undefined> {
  const report = await readJson(path);
  return isReport(report) ? report : undefined;
}

/** Of the text of a report; undefined when it is none of ours. */
export function runReportOf(text: string): RunReport | undefined {
  try {
    const report: unknown = JSON.parse(text);
    return isReport(report) ? report : undefined;
  } catch {
    return undefined;
  }
}

function isReport(value: unknown): value is RunReport {
  return runReportSchema.safeParse(value).success;
}
