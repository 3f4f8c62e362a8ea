import { lastLines } from '../shared/last-lines.ts';
import {
  LOG_COUNTED_BYTES_MAX,
  LOG_EXCERPT_BYTES,
  LOG_EXCERPT_BYTES_WHEN_PASSED,
  LOG_EXCERPT_LINE_LENGTH_MAX,
  LOG_EXCERPT_LINES,
  LOG_EXCERPT_LINES_WHEN_CROWDED,
  LOG_EXCERPT_LINES_WHEN_PASSED,
  RUN_REPORT_BYTES_MAX,
} from '../shared/limits.ts';
import type { LogExcerpt, RunReport, ScenarioReport } from '../shared/run-report.ts';
import { inTurns } from './in-turns.ts';
import { resultsLayout } from './layout.ts';
import { plainSizeOf, readPlainEnd } from './plain-file.ts';

interface Extent {
  readonly lines: number;
  readonly bytes: number;
}

const WHEN_PASSED: Extent = { lines: LOG_EXCERPT_LINES_WHEN_PASSED, bytes: LOG_EXCERPT_BYTES_WHEN_PASSED };
/** Fewer lines of many logs rather than a whole run's logs in memory; the report is fitted to its size later. */
const WHEN_FAILED: readonly Extent[] = [LOG_EXCERPT_LINES, ...LOG_EXCERPT_LINES_WHEN_CROWDED].map((lines) => {
  return { lines, bytes: Math.ceil((LOG_EXCERPT_BYTES * lines) / LOG_EXCERPT_LINES) };
});

/**
 * The report with the end of each scenario's log: of what failed or errored LOG_EXCERPT_LINES, less where there are many
 * of them, of everything else that ran LOG_EXCERPT_LINES_WHEN_PASSED. Reads at most RUN_REPORT_BYTES_MAX of each sort.
 * Logs lie where scripts can write: what is no plain file, or cannot be read, is passed over. Never rejects.
 */
export async function withLogExcerpts(dir: string, report: RunReport): Promise<RunReport> {
  const layout = resultsLayout(dir);
  const sizes = new Map<ScenarioReport, number>();
  await inTurns(report.scenarios.filter(mayHaveLog), async (scenario) => {
    sizes.set(scenario, await plainSizeOf(layout.log(scenario.resultName)).catch(() => 0));
  });
  const logged = [...sizes].filter(([, bytes]) => bytes > 0).map(([scenario]) => scenario);
  const extents = new Map([
    ...extentsOf(logged.filter(hasFailed), sizes, WHEN_FAILED),
    ...extentsOf(
      logged.filter((scenario) => !hasFailed(scenario)),
      sizes,
      [WHEN_PASSED],
    ),
  ]);
  const scenarios = await inTurns(report.scenarios, async (scenario): Promise<ScenarioReport> => {
    const { log: _log, ...bare } = scenario;
    const extent = extents.get(scenario);
    if (extent === undefined) return bare;
    const log = await excerptOf(layout.log(scenario.resultName), extent).catch(() => undefined);
    return log === undefined ? bare : { ...bare, log };
  });
  const left = logged.length - extents.size;
  const sentence = `${left} more logs were not read: there are too many of them.`;
  return { ...report, scenarios, ...(left === 0 ? {} : { omitted: [...(report.omitted ?? []), sentence] }) };
}

/** A log that lies there for one that never ran is not of this run. */
function mayHaveLog({ outcome }: ScenarioReport): boolean {
  return outcome.attempts.length > 0 || (outcome.status !== 'skipped' && outcome.status !== 'cancelled');
}

function hasFailed({ outcome }: ScenarioReport): boolean {
  return outcome.status === 'failed' || outcome.status === 'errored';
}

/** The first extent at which all of them have room, or the last one for as many as have. */
function extentsOf(
  scenarios: readonly ScenarioReport[],
  sizes: ReadonlyMap<ScenarioReport, number>,
  choice: readonly Extent[],
): [ScenarioReport, Extent][] {
  const takes = (scenario: ScenarioReport, { bytes }: Extent) => Math.min(sizes.get(scenario) ?? 0, bytes);
  const sum = (extent: Extent) => scenarios.reduce((bytes, scenario) => bytes + takes(scenario, extent), 0);
  const extent = choice.find((each) => sum(each) <= RUN_REPORT_BYTES_MAX) ?? choice.at(-1);
  if (extent === undefined) return [];
  let bytes = 0;
  return scenarios.flatMap((scenario) => {
    bytes += takes(scenario, extent);
    return bytes <= RUN_REPORT_BYTES_MAX ? [[scenario, extent]] : [];
  });
}

/** The last lines of a log; undefined for an empty one, and for what is no plain file. */
async function excerptOf(path: string, extent: Extent): Promise<LogExcerpt | undefined> {
  const read = await readPlainEnd(path, LOG_COUNTED_BYTES_MAX);
  if (read === undefined || read.end.length === 0) return undefined;
  const { end, bytes } = read;
  const unreadBytes = bytes - end.length;
  // Of a log that was not read from its beginning the first line is most likely a part of one.
  const firstEnd = end.indexOf(NEWLINE) + 1;
  const whole = unreadBytes > 0 && firstEnd < end.length ? end.subarray(firstEnd) : end;
  const { tail, omittedLines } = lastLines(withShortLines(whole.toString('utf8')), extent);
  return { tail, omittedLines: omittedLines + unreadLines(whole, unreadBytes), bytes };
}

const NEWLINE = 0x0a;

/** Of an endless line (a minified file, a certificate) its end: it must not take the place of all others. */
function withShortLines(text: string): string {
  const shortened = (line: string) =>
    line.length <= LOG_EXCERPT_LINE_LENGTH_MAX ? line : `…${line.slice(-LOG_EXCERPT_LINE_LENGTH_MAX)}`;
  return text.split('\n').map(shortened).join('\n');
}

/** As many as if the lines that were not read were as long as those that were, to two digits. */
function unreadLines(read: Buffer, unreadBytes: number): number {
  if (unreadBytes === 0) return 0;
  const lineCount = read.toString('latin1').split('\n').length;
  return Number(((unreadBytes / read.length) * lineCount).toPrecision(2));
}
