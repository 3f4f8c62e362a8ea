import { localPartOf } from '../follow/revive.ts';
import type { TemporalFlags } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { ensureServers } from '../start/local-servers.ts';
import type { Temporal } from '../temporal/connection.ts';
import { withTemporal } from '../temporal/reach-temporal.ts';
import type { Named } from './named-run.ts';
import { findNamed } from './named-run.ts';

/** Finds the run, and the scenario, that is meant; while it is open, sees to it that the local worker it needs is there. */
export async function withNamedRun<T>(
  invocation: Invocation,
  flags: TemporalFlags,
  first: string | undefined,
  second: string | undefined,
  use: (temporal: Temporal, named: Named) => Promise<T>,
): Promise<T> {
  return await withTemporal(invocation, flags, async (temporal) => {
    const named = await findNamed(temporal, first, second);
    const local = localPartOf(temporal, named.run.memo);
    const isOpen = named.run.status === 'RUNNING';
    if (isOpen && local?.worker !== undefined) await ensureServers(invocation, local, false);
    return await use(temporal, named);
  });
}
