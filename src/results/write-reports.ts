import { FailureType } from '../shared/failure-types.ts';
import type { RunReport } from '../shared/run-report.ts';
import { writeText } from './json-file.ts';
import { resultsLayout, type ResultsLayout } from './layout.ts';
import { renderHere, type Render, type Rendered, type ReportOptions } from './renderer/render-report.ts';
import { ResultsError, unwritable } from './results-error.ts';

/**
 * Writes every report of a whole run: `aggregated.json`, `junit.xml`, `joblog.tsv`, `report.html`. The same report gives
 * the same bytes. One that cannot be made or written keeps none of the others from it; the first of those errors is
 * returned: `Results.Unwritable` before `Results.NotRendered`.
 */
export async function writeReports(
  dir: string,
  report: RunReport,
  options: ReportOptions = {},
  render: Render = renderHere,
): Promise<ResultsError | undefined> {
  const layout = resultsLayout(dir);
  const problems: ResultsError[] = [];
  for await (const rendered of render(report, options)) {
    try {
      await writeText(layout[rendered.name], textOf(rendered, layout));
    } catch (error) {
      problems.push(unwritable(dir, error));
    }
  }
  return problems.find(({ type }) => type === FailureType.ResultsUnwritable) ?? problems[0];
}

/** Throws `Results.NotRendered`. */
function textOf(rendered: Rendered, layout: ResultsLayout): string | Uint8Array {
  if ('text' in rendered) return rendered.text;
  const text = `${layout[rendered.name]} could not be made: ${rendered.problem}`;
  throw new ResultsError(FailureType.ResultsNotRendered, text);
}
