import { join } from 'node:path';
import type { RunReport } from '../shared/run-report.ts';
import type { ResultsLayout } from './layout.ts';
import { resultsLayout } from './layout.ts';
import { readManifest } from './manifest.ts';
import { previousNumbers } from './previous-runs.ts';
import { errorCodeOf } from './results-error.ts';
import { readReportFile } from './run-results.ts';

/** Where the files of one run lie: on top, or, moved aside by a later run, below `.muster/previous/<n>`. */
export interface RunPlace {
  /** Absolute when the results directory's path is. */
  readonly dir: string;
  readonly log: (resultName: string) => string;
  readonly attemptLog: (resultName: string, attempt: number) => string;
}

/** That of the newest run into this directory. */
export function currentPlace(dir: string): RunPlace {
  const { log, attemptLog } = resultsLayout(dir);
  return { dir, log, attemptLog };
}

/** Whether the files on top of the directory are that run's; false also for a directory that is not here. */
export async function isResultsOf(dir: string, runId: string): Promise<boolean> {
  const manifest = await readManifest(resultsLayout(dir)).catch(() => undefined);
  return manifest?.runId === runId;
}

function previousPlace({ previous }: ResultsLayout, number: string): RunPlace {
  const dir = join(previous, number);
  return {
    dir,
    log: (resultName) => join(dir, `${resultName}.log`),
    attemptLog: (resultName, attempt) => join(dir, 'attempts', `${resultName}.${attempt}.log`),
  };
}

export interface PlacedReport extends RunPlace {
  readonly report: RunReport;
}

/**
 * The newest report in the directory that `isWanted` takes, with where its run's files lie; undefined when there is
 * none. Damaged reports count as missing; errors are Node's, of a directory that cannot be read.
 */
export async function findPlacedReport(
  dir: string,
  isWanted: (report: RunReport) => boolean,
): Promise<PlacedReport | undefined> {
  const layout = resultsLayout(dir);
  const current = await readReportFile(layout.runReport);
  if (current !== undefined && isWanted(current)) return { report: current, ...currentPlace(dir) };
  for (const number of await newestFirst(layout)) {
    const place = previousPlace(layout, number);
    const report = await readReportFile(join(place.dir, 'run.json'));
    if (report !== undefined && isWanted(report)) return { report, ...place };
  }
  return undefined;
}

/** Newest first; none also where a file lies in the way of the directory. */
async function newestFirst(layout: ResultsLayout): Promise<string[]> {
  const numbers = await previousNumbers(layout).catch((error: unknown) => {
    if (errorCodeOf(error) === 'ENOTDIR') return [];
    throw error;
  });
  return numbers.toReversed().map(String);
}
