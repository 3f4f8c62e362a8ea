import { oneLine } from '../shared/one-line.ts';
import type { AttemptRecord } from '../shared/outcome.ts';
import type { RunReport, ScenarioReport } from '../shared/run-report.ts';
import { shellWord } from '../shared/shell-word.ts';
import { wellFormed } from '../shared/utf8.ts';
import { pathBelow } from './script-path.ts';

const HEADER = ['Seq', 'Host', 'Starttime', 'JobRuntime', 'Send', 'Receive', 'Exitval', 'Signal', 'Command'];
/** GNU parallel pads the run time to so many columns. */
const RUNTIME_COLUMNS = 10;
const SIGNAL_TERM = 15;
/** Shells report a signal as this and its number. */
const SIGNAL_BASE = 128;

/**
 * `joblog.tsv` as GNU parallel's `--joblog` writes it: a line per scenario that was started, for its last attempt, in
 * the order in which they ended. `Seq` is the place in the plan, from 1. Names with tabs or line ends have blanks there.
 */
export function joblogTsv(report: RunReport): string {
  const jobs = report.scenarios
    .flatMap((scenario, index) => {
      const attempt = scenario.outcome.attempts.at(-1);
      return attempt === undefined ? [] : [{ scenario, attempt, seq: index + 1 }];
    })
    .toSorted((a, b) => a.attempt.finishedAtMs - b.attempt.finishedAtMs || a.seq - b.seq);
  const rows = jobs.map(({ scenario, attempt, seq }) => [
    String(seq),
    ':',
    (attempt.startedAtMs / 1_000).toFixed(3),
    ((attempt.scriptMs ?? 0) / 1_000).toFixed(3).padStart(RUNTIME_COLUMNS),
    '0',
    '0',
    ...endOf(attempt).map(String),
    commandOf(report, scenario, attempt),
  ]);
  return [HEADER, ...rows].map((row) => `${row.join('\t')}\n`).join('');
}

/** Exit value and signal. Past its time limit is -1 and TERM, which is what ended it; never started is -1 and none. */
function endOf({ status, reason, exitCode }: AttemptRecord): readonly [number, number] {
  if (reason === 'timeout') return [-1, SIGNAL_TERM];
  if (reason === 'signal' && exitCode !== undefined && exitCode > SIGNAL_BASE) return [0, exitCode - SIGNAL_BASE];
  return [exitCode ?? (status === 'passed' ? 0 : -1), 0];
}

function commandOf({ settings }: RunReport, { path }: ScenarioReport, { namespace, release }: AttemptRecord): string {
  const script = `${settings.scenariosDir}/${path}`;
  const words = [pathBelow(settings.workingDir, script) ?? script, namespace, release];
  return wellFormed(words.map((word) => shellWord(oneLine(word))).join(' '));
}
