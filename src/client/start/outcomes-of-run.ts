import { usageError } from '../errors.ts';
import type { TemporalFlags } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { findReportNamed } from '../reading/find-report.ts';
import { readRun } from '../reading/read-run.ts';
import type { Temporal } from '../temporal/connection.ts';
import type { FoundRun } from '../temporal/find-run.ts';
import { findRun } from '../temporal/find-run.ts';
import { withTemporal } from '../temporal/reach-temporal.ts';
import { outcomesIn, type Outcomes } from './failed-scenarios.ts';

/**
 * What became of the scenarios of the run of that name: from the newest report in `resultsDir`, which may have come from
 * another machine, else as {@link outcomesOf} finds it. Throws `Run.Unknown` and other usage errors (exit 2).
 */
export async function outcomesOfNamed(
  invocation: Invocation,
  flags: TemporalFlags,
  name: string,
  resultsDir: string,
): Promise<Outcomes> {
  const here = await findReportNamed(resultsDir, name);
  if (here !== undefined) return outcomesIn(here.report);
  return await withTemporal(invocation, flags, async (temporal) => outcomesOf(temporal, await findRun(temporal, name)));
}

/** Of a run that has ended: from its report where that is on this machine, else from Temporal. A usage error otherwise. */
export async function outcomesOf(temporal: Temporal, run: FoundRun): Promise<Outcomes> {
  requireEnded(run);
  const { runName, scenarios } = await readRun(temporal, run);
  if (scenarios.length > 0) return { runName, scenarios };
  throw usageError(
    `Run "${runName}" ended before it knew its scenarios`,
    `see why: muster status ${runName}`,
    'nothing can have failed in it',
  );
}

/** Throws a usage error for a run that is still open: what fails in it is not known yet. */
export function requireEnded({ runName, status }: FoundRun): void {
  if (status !== 'RUNNING') return;
  throw usageError(`Run "${runName}" is still open`, [
    `wait for its end: muster watch ${runName}`,
    `or end it: muster cancel ${runName}`,
  ]);
}
