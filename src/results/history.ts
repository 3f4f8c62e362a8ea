import { setImmediate } from 'node:timers/promises';
import type { History, HistoryEntry } from '../shared/history.ts';
import { HISTORY_BYTES_AT_ONCE, HISTORY_BYTES_MAX, HISTORY_KEPT_COUNT, HISTORY_SHOWN_COUNT } from '../shared/limits.ts';
import type { RunReport } from '../shared/run-report.ts';
import { historyLinesOf, parseHistoryLine, type HistoryLine } from './history-line.ts';
import { readBytes, writeText } from './json-file.ts';
import { resultsLayout } from './layout.ts';
import { makeDirectory } from './make-directory.ts';

/**
 * What became of each scenario in earlier runs into this directory, oldest first. Never rejects: it makes a plan and a
 * report better, and a file that cannot be read must not keep a run from either.
 */
export async function readHistory(dir: string): Promise<History> {
  return historyOf(await linesIn(dir).catch(() => []));
}

/** The report with the last HISTORY_SHOWN_COUNT outcomes of each scenario in it, its own last. Never rejects. */
export async function withHistory(dir: string, report: RunReport): Promise<RunReport> {
  const lines = await linesIn(dir).catch(() => []);
  const earlier = historyOf(lines.filter(({ runId }) => runId !== report.runId));
  const own = historyOf(historyLinesOf(report));
  const scenarios = report.scenarios.map((scenario) => {
    const all = [...(earlier.get(scenario.path) ?? []), ...(own.get(scenario.path) ?? [])];
    return { ...scenario, history: all.slice(-HISTORY_SHOWN_COUNT) };
  });
  return { ...report, scenarios };
}

/**
 * Puts a run that has ended at the end of the history, in the place of what is there under its id; doing it again changes
 * nothing. Keeps HISTORY_KEPT_COUNT runs per scenario and HISTORY_BYTES_MAX in all, the newest. Always written as a whole:
 * a line that was cut off by a full disk would be there for ever. Rejects with Node's error.
 */
export async function recordHistory(dir: string, report: RunReport): Promise<void> {
  const { history, hidden } = resultsLayout(dir);
  const earlier = (await linesIn(dir)).filter(({ runId }) => runId !== report.runId);
  const text = await textOf([...earlier, ...historyLinesOf(report)]);
  if (text.length === 0) return;
  await makeDirectory(hidden);
  await writeText(history, text);
}

async function linesIn(dir: string): Promise<HistoryLine[]> {
  const bytes = (await readBytes(resultsLayout(dir).history, HISTORY_BYTES_MAX)) ?? Buffer.alloc(0);
  const lines: HistoryLine[] = [];
  for (let start = 0; start < bytes.length;) {
    // A worker has heartbeats to send meanwhile.
    if (start > 0) await setImmediate();
    const newline = bytes.indexOf(NEWLINE, start + HISTORY_BYTES_AT_ONCE);
    const end = newline === -1 ? bytes.length : newline;
    for (const text of bytes.toString('utf8', start, end).split('\n')) {
      const line = parseHistoryLine(text);
      if (line !== undefined) lines.push(line);
    }
    start = end + 1;
  }
  return lines;
}

function historyOf(lines: readonly HistoryLine[]): History {
  const history = new Map<string, HistoryEntry[]>();
  for (const { scenario, entry } of lines) {
    const entries = history.get(scenario);
    if (entries === undefined) history.set(scenario, [entry]);
    else entries.push(entry);
  }
  return history;
}

const NEWLINE = 0x0a;

/** The newest lines within both bounds, oldest first; in turns. */
async function textOf(lines: readonly HistoryLine[]): Promise<Buffer> {
  const counts = new Map<string, number>();
  const parts: Buffer[] = [];
  let kept: string[] = [];
  let keptBytes = 0;
  let bytes = 0;
  const endPart = () => {
    parts.push(Buffer.from(kept.toReversed().join('')));
    kept = [];
    keptBytes = 0;
  };
  for (const { scenario, text } of lines.toReversed()) {
    const count = (counts.get(scenario) ?? 0) + 1;
    counts.set(scenario, count);
    if (count > HISTORY_KEPT_COUNT) continue;
    const lineBytes = Buffer.byteLength(text) + 1;
    bytes += lineBytes;
    if (bytes > HISTORY_BYTES_MAX) break;
    kept.push(`${text}\n`);
    keptBytes += lineBytes;
    if (keptBytes < HISTORY_BYTES_AT_ONCE) continue;
    endPart();
    await setImmediate();
  }
  endPart();
  return Buffer.concat(parts.toReversed());
}
