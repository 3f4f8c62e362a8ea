import { STEP_SUMMARY_BYTES_MAX, STEP_SUMMARY_LOGS_MAX, STEP_SUMMARY_ROWS_MAX } from '../shared/limits.ts';
import type { OutcomeStatus, Totals } from '../shared/outcome.ts';
import { utf8BytesOf, wellFormed } from '../shared/utf8.ts';
import type { CiRun, CiScenario } from './ci-run.ts';
import { durationText } from './html/moments.ts';
import { markdownBlock, markdownCode, markdownText } from './markdown.ts';

const SIGNS: Readonly<Record<OutcomeStatus, string>> = {
  passed: '✅',
  failed: '❌',
  errored: '⚠️',
  skipped: '⏭️',
  cancelled: '🚫',
};

/**
 * The step summary in Markdown: counts, what failed with its reason, what was flaky, the ends of the first logs. At most
 * `bytesMax` bytes, because GitHub drops a longer one as a whole; what is left out is said.
 */
export function githubSummary(run: CiRun, bytesMax = STEP_SUMMARY_BYTES_MAX): string {
  const page = new Page(bytesMax);
  page.add(headOf(run));
  const leftOut = addTable(page, '### Did not pass', run.failures);
  if (leftOut > 0) page.add(`\n… and ${leftOut} more; the report lists all of them.\n`);
  const flakyLeftOut = addTable(page, '### Flaky', run.flaky);
  if (flakyLeftOut > 0) page.add(`\n… and ${flakyLeftOut} more.\n`);
  const withLog = run.failures.filter(({ tail }) => tail !== undefined);
  const shown = withLog.slice(0, STEP_SUMMARY_LOGS_MAX).filter((scenario) => page.add(logOf(scenario), RESERVED_BYTES));
  if (shown.length < withLog.length) {
    page.add(`\n${shown.length} of ${withLog.length} logs are shown; the report has the others.\n`);
  }
  return page.text;
}

/** Kept for the sentences that say what is left out. */
const RESERVED_BYTES = 500;

class Page {
  text = '';
  private bytes = 0;
  private readonly bytesMax: number;

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  /** Adds it as a whole or not at all. */
  add(part: string, reserve = 0): boolean {
    const bytes = utf8BytesOf(part);
    if (this.bytes + bytes > this.bytesMax - reserve) return false;
    this.text += part;
    this.bytes += bytes;
    return true;
  }
}

function headOf({ runName, totals, durationMs, cancelled, stuckCount, webUiUrl }: CiRun): string {
  const name = markdownCode(runName);
  const notes = [
    ...(cancelled ? ['The run was cancelled.'] : []),
    ...(stuckCount > 0 ? [`Namespaces that could not be deleted: ${stuckCount}.`] : []),
  ];
  return [
    `## ${verdictOf(totals, cancelled)} ${name}`,
    '',
    '| scenarios | passed | failed | errored | skipped | cancelled | flaky | time |',
    '|--:|--:|--:|--:|--:|--:|--:|--:|',
    `| ${[
      totals.total,
      totals.passed,
      totals.failed,
      totals.errored,
      totals.skipped,
      totals.cancelled,
      totals.flaky,
      durationText(durationMs),
    ].join(' | ')} |`,
    '',
    ...notes.flatMap((note) => [note, '']),
    ...(webUiUrl === undefined || isLocal(webUiUrl) ? [] : [`[The run in Temporal](${linkText(webUiUrl)})`, '']),
  ].join('\n');
}

/** Of the runner that wrote it, which nobody else reaches. */
function isLocal(url: string): boolean {
  return /^https?:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?=[:/]|$)/i.test(url);
}

/** Nothing that could end the link or begin something else. */
function linkText(url: string): string {
  return wellFormed(url).replace(/[^\w\-./:?=&%~]/gu, encodeURIComponent);
}

function verdictOf({ failed, errored }: Totals, cancelled: boolean): string {
  if (failed > 0) return SIGNS.failed;
  if (errored > 0) return SIGNS.errored;
  return cancelled ? SIGNS.cancelled : SIGNS.passed;
}

/** How many rows had no room. */
function addTable(page: Page, heading: string, scenarios: readonly CiScenario[]): number {
  if (scenarios.length === 0) return 0;
  if (!page.add(`\n${heading}\n\n| | scenario | reason | attempts | time |\n|---|---|---|--:|--:|\n`, RESERVED_BYTES)) {
    return scenarios.length;
  }
  let count = 0;
  for (const scenario of scenarios.slice(0, STEP_SUMMARY_ROWS_MAX)) {
    if (!page.add(rowOf(scenario), RESERVED_BYTES)) break;
    count += 1;
  }
  return scenarios.length - count;
}

function rowOf({ path, status, reason, diagnosis, attemptCount, durationMs }: CiScenario): string {
  const why = diagnosis === undefined ? markdownText(reason) : `${markdownText(reason)}<br>${markdownText(diagnosis)}`;
  return `| ${SIGNS[status]} | ${markdownCode(path)} | ${why} | ${attemptCount} | ${durationText(durationMs)} |\n`;
}

function logOf({ path, tail = '' }: CiScenario): string {
  return `\n<details><summary>${markdownCode(path)}</summary>\n\n${markdownBlock(tail)}\n\n</details>\n`;
}
