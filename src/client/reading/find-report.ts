import type { RunReport } from '../../shared/run-report.ts';

/** A run's report on this machine, and where its files lie. */
export interface FoundReport {
  readonly report: RunReport;
  /** Where its logs lie: the results directory, or `.muster/previous/<n>` in it. */
  readonly dir: string;
  readonly log: (resultName: string) => string;
  readonly attemptLog: (resultName: string, attempt: number) => string;
}

/**
 * The report of that run in a results directory on this machine, also when later runs have moved it aside; without a
 * `runId` the newest. Undefined when there is none that can be read, or no such directory.
 */
export async function findReport(resultsDir: string, runId?: string): Promise<FoundReport | undefined> {
  return await reportThat(resultsDir, (report) => runId === undefined || report.runId === runId);
}

/** The newest report of a run of that name. */
export async function findReportNamed(resultsDir: string, runName: string): Promise<FoundReport | undefined> {
  return await reportThat(resultsDir, (report) => report.runName === runName);
}

async function reportThat(
  resultsDir: string,
  isWanted: (report: RunReport) => boolean,
): Promise<FoundReport | undefined> {
  const { findPlacedReport } = await import('../../results/index.ts');
  return await findPlacedReport(resultsDir, isWanted);
}
