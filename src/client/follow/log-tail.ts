import { isAbsolute } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { SHOWN_LOG_BYTES, SHOWN_LOG_LINE_LENGTH_MAX } from '../../shared/limits.ts';
import { shortLine } from '../../shared/one-line.ts';
import { resultNamesOf } from '../../shared/result-names.ts';
import { readManifest, readPlainFileEnd, resultsLayout } from '../../results/index.ts';
import type { LogChoice } from './live-state.ts';

export interface LogTail {
  /** Newest last, each harmless for a terminal. */
  readonly lines: readonly string[];
  /** Where it was read. */
  readonly path: string;
  /** Why there are no lines, in one sentence. */
  readonly problem?: string;
}

/** The end of a scenario's log, at most SHOWN_LOG_BYTES of it. `runId`: of the run's execution. Never rejects. */
export async function readLogTail(resultsDir: string, runId: string, scenario: LogChoice): Promise<LogTail> {
  const resultName = scenario.resultName ?? resultNamesOf([scenario.path]).get(scenario.path) ?? scenario.path;
  const layout = resultsLayout(resultsDir);
  const path = layout.log(resultName);
  const none = (problem: string): LogTail => ({ lines: [], path, problem });
  try {
    // The same path on another machine, or a later run's files in this one: not what was asked for.
    const manifest = isAbsolute(resultsDir) ? await readManifest(layout) : undefined;
    if (manifest?.runId !== runId)
      return none('its log is on the disk of the worker that runs it, not on this machine');
    const end = await readPlainFileEnd(path, SHOWN_LOG_BYTES);
    if (end === undefined) return none('its log is no plain file');
    const lines = tailLines(end.bytes.toString('utf8'), end.isWhole);
    return lines.length === 0 ? none('its script has written nothing yet') : { lines, path };
  } catch {
    return none('it has no log yet');
  }
}

/** Lines of a log's end. Without its beginning the first one is likely a part only, and is left out. Pure. */
export function tailLines(text: string, isWhole: boolean): string[] {
  const lines = text.split('\n');
  if (!isWhole && lines.length > 1) lines.shift();
  if (lines.at(-1) === '') lines.pop();
  // What a progress bar has overwritten is gone, as it would be on a terminal.
  return lines.map((line) => {
    const shown = stripVTControlCharacters(line).trimEnd();
    return shortLine(shown.slice(shown.lastIndexOf('\r') + 1).replaceAll('\t', '    '), SHOWN_LOG_LINE_LENGTH_MAX);
  });
}
