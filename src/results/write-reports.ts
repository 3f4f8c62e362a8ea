import { aggregatedJson } from '../report/index.ts';
import { joblogTsv } from '../report/joblog.ts';
import { jsonText } from '../report/json-text.ts';
import type { JunitOptions } from '../report/junit.ts';
import { FailureType } from '../shared/failure-types.ts';
import type { RunReport } from '../shared/run-report.ts';
import { writeText } from './json-file.ts';
import { resultsLayout } from './layout.ts';
import { readPageAssets } from './page-assets.ts';
import { ResultsError, unwritable } from './results-error.ts';

export interface ReportOptions {
  readonly junit?: JunitOptions;
}

/**
 * Writes every report of a whole run: `aggregated.json`, `junit.xml`, `joblog.tsv`, `report.html`. The same report gives
 * the same bytes. One that cannot be made or written keeps none of the others from it; the first of those errors is
 * returned: `Results.Unwritable` before `Results.NotRendered`.
 */
export async function writeReports(
  dir: string,
  report: RunReport,
  { junit = {} }: ReportOptions = {},
): Promise<ResultsError | undefined> {
  const layout = resultsLayout(dir);
  // The libraries that write XML and HTML take a tenth of a second to load: only who writes reports waits for that.
  const texts: readonly (readonly [string, () => string | Promise<string>])[] = [
    [layout.aggregated, () => jsonText(aggregatedJson(report))],
    [layout.junit, async () => (await import('../report/junit.ts')).junitXml(report, junit)],
    [layout.joblog, () => joblogTsv(report)],
    [layout.html, async () => (await import('../report/html/index.ts')).reportHtml(report, await readPageAssets())],
  ];
  const problems: ResultsError[] = [];
  for (const [path, render] of texts) {
    try {
      const text = await rendered(path, render);
      await writeText(path, text);
    } catch (error) {
      problems.push(unwritable(dir, error));
    }
  }
  return problems.find(({ type }) => type === FailureType.ResultsUnwritable) ?? problems[0];
}

async function rendered(path: string, render: () => string | Promise<string>): Promise<string> {
  try {
    return await render();
  } catch (error) {
    const text = `${path} could not be made: ${error instanceof Error ? error.message : String(error)}`;
    throw new ResultsError(FailureType.ResultsNotRendered, text, { cause: error });
  }
}
