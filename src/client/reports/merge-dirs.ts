import { copyFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fitReport } from '../../report/index.ts';
import { mergeReports, overlapOf, type MergedScenario } from '../../report/merge.ts';
import { closeResults, openResults, resultsLayout } from '../../results/index.ts';
import { MERGE_REPORTS_MAX, RUN_REPORT_BYTES_MAX } from '../../shared/limits.ts';
import { oneLine } from '../../shared/one-line.ts';
import type { RunReport } from '../../shared/run-report.ts';
import { ClientError, usageError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';
import { displayPath } from '../view/display-path.ts';
import { reportHere } from './report-here.ts';

export interface MergeWish {
  /** Results directories, absolute. */
  readonly dirs: readonly string[];
  readonly out: string;
  readonly runName: string;
}

/**
 * Makes a results directory of several: one report, all logs. What an earlier merge wrote there moves aside, as with
 * runs. Throws `Report.NotFound`, `Report.Unreadable`, `Report.Overlap` (exit 2) and `Results.*`.
 */
export async function mergeDirs(invocation: Invocation, { dirs, out, runName }: MergeWish): Promise<RunReport> {
  requireUsable(invocation, dirs, out);
  const reports: RunReport[] = [];
  for (const dir of dirs) reports.push(await reportHere(invocation, dir));
  requireApart(reports, (place) => displayPath(dirs[place] ?? '', invocation.cwd));

  const { report: whole, scenarios } = mergeReports(reports, { runName, resultsDir: out });
  const report = fitReport(whole, RUN_REPORT_BYTES_MAX);
  const owner = { runName, workflowId: report.workflowId, runId: report.runId, temporalNamespaceId: 'merged' };
  // A lock of another merge is stale: nothing goes on in the background. One of a run is not judged here, and holds.
  const names = scenarios.map(({ now }) => now.resultName);
  await openResults(out, owner, names, () => Promise.resolve('closed'));
  for (const scenario of scenarios) await copyLogs(dirs[scenario.from] ?? '', out, scenario);
  await closeResults(out, report);
  return report;
}

function requireUsable({ cwd }: Invocation, dirs: readonly string[], out: string): void {
  if (dirs.length > MERGE_REPORTS_MAX) {
    throw usageError(`${dirs.length} reports are too many`, `merge at most ${MERGE_REPORTS_MAX} at once`);
  }
  if (dirs.some((dir) => resolve(dir) === resolve(out))) {
    throw usageError(
      `${displayPath(out, cwd)} is one of the directories that are to be merged`,
      'write the merged report elsewhere: --out DIR',
    );
  }
}

function requireApart(reports: readonly RunReport[], nameOf: (place: number) => string): void {
  const overlap = overlapOf(reports);
  if (overlap === undefined) return;
  const { path, first, second } = overlap;
  throw new ClientError(`${nameOf(first)} and ${nameOf(second)} both have a result of ${oneLine(path)}`, {
    type: 'Report.Overlap',
    why: 'a merged report has one result per scenario, and nothing says which of the two counts',
    fix: ['name each shard once', 'start them with --shard 1/N to N/N, all with the same N and selection'],
    exitCode: ExitCode.Usage,
  });
}

/** As far as there are any: a merge in CI may have been given the reports alone. */
async function copyLogs(dir: string, out: string, { was, now }: MergedScenario): Promise<void> {
  const [from, to] = [resultsLayout(dir), resultsLayout(out)];
  await copyInto(from.log(was.resultName), to.log(now.resultName));
  for (const { attempt } of was.outcome.attempts.slice(0, -1)) {
    await copyInto(from.attemptLog(was.resultName, attempt), to.attemptLog(now.resultName, attempt));
  }
}

async function copyInto(from: string, to: string): Promise<void> {
  // What has the name is taken away, so that nothing is written through a link.
  await rm(to, { force: true });
  await copyFile(from, to).catch(() => undefined);
}
