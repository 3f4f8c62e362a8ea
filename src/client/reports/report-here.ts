import { resolve } from 'node:path';
import type { RunReport } from '../../shared/run-report.ts';
import { ClientError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { settingTable } from '../options/setting-table.ts';
import { pathFrom, textSetting } from '../options/sources.ts';
import { displayPath } from '../view/display-path.ts';

/** The results directory that was named, else the one in which `muster run` would write here. Absolute. */
export function resultsDirHere({ cwd, env, config }: Invocation, named: string | undefined): string {
  if (named !== undefined) return resolve(cwd, named);
  const sources = { flags: {}, env, config };
  const made = textSetting(sources, 'resultsDir');
  return pathFrom(sources, made?.from, made?.text ?? settingTable.resultsDir.fallback ?? '', cwd);
}

/** The report of the last run that ended in the directory. Throws `Report.NotFound` or `Report.Unreadable` (exit 2). */
export async function reportHere(invocation: Invocation, dir: string): Promise<RunReport> {
  const { readRunReport, resultsLayout } = await import('../../results/index.ts');
  const { existsSync } = await import('node:fs');
  const path = displayPath(resultsLayout(dir).runReport, invocation.cwd);
  const report = await readRunReport(dir).catch((error: unknown) => {
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  });
  if (report !== undefined) return report;
  if (existsSync(resultsLayout(dir).runReport)) {
    throw unreadable(path, 'it is damaged, or a newer muster wrote it in a form that this one does not know');
  }
  throw new ClientError(`There is no report in ${displayPath(dir, invocation.cwd)}`, {
    type: 'Report.NotFound',
    why: `${path} is not there: no run has ended in this directory, or one is still open`,
    fix: ['name a results directory: muster report build DIR', 'see whether a run is open: muster status'],
    exitCode: ExitCode.Usage,
  });
}

function unreadable(path: string, why: string): ClientError {
  return new ClientError(`${path} cannot be read`, {
    type: 'Report.Unreadable',
    why,
    fix: 'use the version of muster that wrote it, or at least that version',
    exitCode: ExitCode.Usage,
  });
}
