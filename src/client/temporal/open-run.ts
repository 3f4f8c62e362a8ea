import { WorkflowNotFoundError } from '@temporalio/common';
import type { Temporal } from './connection.ts';
import type { ClientError } from '../errors.ts';
import { usageError } from '../errors.ts';
import type { FoundRun } from './find-run.ts';
import { findRun } from './find-run.ts';
import type { TemporalFlags } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { ensureServers } from '../start/local-servers.ts';
import { withTemporal } from './reach-temporal.ts';
import { localPartOf } from '../follow/revive.ts';

/**
 * Finds a run and, while it is open, sees to it that the local worker it needs is there: whatever is asked of a run,
 * queries, cancellation and its clean-up are done by a worker.
 */
export async function withRun<T>(
  invocation: Invocation,
  flags: TemporalFlags,
  name: string | undefined,
  use: (temporal: Temporal, run: FoundRun) => Promise<T>,
): Promise<T> {
  return await withTemporal(invocation, flags, async (temporal) => {
    const run = await findRun(temporal, name);
    const local = localPartOf(temporal, run.memo);
    if (run.status === 'RUNNING' && local?.worker !== undefined) await ensureServers(invocation, local, false);
    return await use(temporal, run);
  });
}

/** The same for what only an open run can be asked: the only one without a name; one that has ended is a usage error. */
export async function withOpenRun<T>(
  invocation: Invocation,
  flags: TemporalFlags,
  name: string | undefined,
  use: (temporal: Temporal, run: FoundRun) => Promise<T>,
): Promise<T> {
  return await withRun(invocation, flags, name, async (temporal, run) => {
    return await whileOpen(run, name !== undefined, async () => await use(temporal, run));
  });
}

/** Does it of a run that is open; a usage error when it has ended, or ends before it is done. */
export async function whileOpen<T>(run: FoundRun, isNamed: boolean, use: () => Promise<T>): Promise<T> {
  if (run.status !== 'RUNNING') throw isNamed ? ended(run.runName) : noneOpen();
  try {
    return await use();
  } catch (error) {
    // It ended in between.
    throw error instanceof WorkflowNotFoundError ? ended(run.runName) : error;
  }
}

function noneOpen(): ClientError {
  return usageError('No run is open', 'see what there was: muster list');
}

function ended(runName: string): ClientError {
  return usageError(`Run "${runName}" has ended`, `see how: muster status ${runName}`);
}
