import { aggregatedJson } from '../../report/index.ts';
import { joblogTsv } from '../../report/joblog.ts';
import { jsonText } from '../../report/json-text.ts';
import type { JunitOptions } from '../../report/junit.ts';
import type { RunReport } from '../../shared/run-report.ts';
import { readPageAssets } from '../page-assets.ts';

export interface ReportOptions {
  readonly junit?: JunitOptions;
}

/** Every report of a whole run, in the order in which they are made: what is quick and small first. */
export const REPORT_NAMES = ['aggregated', 'junit', 'joblog', 'html'] as const;
export type ReportName = (typeof REPORT_NAMES)[number];

/** A report, or why there is none. */
export type Rendered =
  | { readonly name: ReportName; readonly text: string | Uint8Array }
  | { readonly name: ReportName; readonly problem: string };

/** Makes every report, each when it is asked for. */
export type Render = (report: RunReport, options: ReportOptions) => AsyncIterable<Rendered>;

/** Here and now. */
export const renderHere: Render = async function* (report, options) {
  for (const name of REPORT_NAMES) yield await renderedReport(name, report, options);
};

/** One report; the same record and options give the same text. Never rejects. */
export async function renderedReport(name: ReportName, report: RunReport, options: ReportOptions): Promise<Rendered> {
  try {
    return { name, text: await textOf(name, report, options) };
  } catch (error) {
    return { name, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The libraries that write XML and HTML take a tenth of a second to load: only who writes reports waits for that. */
async function textOf(name: ReportName, report: RunReport, { junit = {} }: ReportOptions): Promise<string> {
  switch (name) {
    case 'aggregated':
      return jsonText(aggregatedJson(report));
    case 'joblog':
      return joblogTsv(report);
    case 'junit':
      return (await import('../../report/junit.ts')).junitXml(report, junit);
    case 'html':
      return (await import('../../report/html/index.ts')).reportHtml(report, await readPageAssets());
  }
}
