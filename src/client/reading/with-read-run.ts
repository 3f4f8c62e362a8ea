import { resolve } from 'node:path';
import { usageError } from '../errors.ts';
import type { TemporalFlags } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import type { Temporal } from '../temporal/connection.ts';
import { nearNames } from '../../shared/near-names.ts';
import { findReport, findReportNamed } from './find-report.ts';
import type { ReadRun } from './read-run.ts';
import { readRun, reported } from './read-run.ts';
import { withNamedRun } from './with-named-run.ts';

export interface ReadingFlags extends TemporalFlags {
  /** Read from there, and do without Temporal. */
  readonly resultsDir?: string | undefined;
}

/** What was read, and who can be asked on; without a Temporal when it came from a directory. */
export interface Reading {
  readonly read: ReadRun;
  /** As typed. */
  readonly scenario?: string | undefined;
  readonly temporal?: Temporal;
}

/** Reads the run that is meant, from a results directory when one is named, and hands it on. */
export async function withReadRun<T>(
  invocation: Invocation,
  flags: ReadingFlags,
  first: string | undefined,
  second: string | undefined,
  use: (reading: Reading) => Promise<T>,
): Promise<T> {
  if (flags.resultsDir !== undefined) {
    const { read, scenario } = await readDirectory(resolve(invocation.cwd, flags.resultsDir), first, second);
    return await use({ read, scenario });
  }
  return await withNamedRun(invocation, flags, first, second, async (temporal, { run, scenario }) => {
    const { withStore } = await import('../from-store/read-from-store.ts');
    return await use({ read: await withStore(invocation, temporal, await readRun(temporal, run)), scenario, temporal });
  });
}

/** A single word is a run when the directory has one of that name, else a scenario of its newest run. */
async function readDirectory(dir: string, first: string | undefined, second: string | undefined) {
  const newest = await findReport(dir);
  if (newest === undefined) {
    throw usageError(
      `There is no report of a run in ${dir}`,
      'name the results directory of a run that has ended: -r DIR',
    );
  }
  if (first === undefined) return { read: reported(newest.report, newest, dir) };
  const slash = second === undefined ? first.indexOf('/') : -1;
  const forms = [[first, second], ...(slash > 0 ? [[first.slice(0, slash), first.slice(slash + 1)]] : [])] as const;
  for (const [runName, scenario] of forms) {
    const found = await findReportNamed(dir, runName ?? '');
    if (found !== undefined) return { read: reported(found.report, found, dir), scenario };
  }
  if (second === undefined) return { read: reported(newest.report, newest, dir), scenario: first };
  const near = nearNames(first, [newest.report.runName]);
  throw usageError(
    `There is no report of a run named "${first}" in ${dir}`,
    `${near.length > 0 ? 'did you mean its newest run' : 'its newest run is'} ${newest.report.runName}${near.length > 0 ? '?' : ''}`,
  );
}
