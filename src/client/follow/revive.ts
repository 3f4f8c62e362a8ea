import type { EnsureRequest } from '../../local/index.ts';
import type { Temporal } from '../temporal/connection.ts';
import { connectTemporal } from '../temporal/connection.ts';
import type { Invocation } from '../invocation.ts';
import { localRequestOf } from '../start/local-request.ts';
import { ensureServersQuietly } from '../start/local-servers.ts';
import type { RunMemo } from '../start/run-memo.ts';
import type { RunReader } from './run-reader.ts';
import { runReader } from './run-reader.ts';
import type { RunIdentity } from '../start/start-run.ts';
import { localTemporal } from '../temporal/temporal-target.ts';

/** What this machine must run for a run; undefined when all of it is somebody else's, or nobody knows. */
export function localPartOf(temporal: Temporal, memo: RunMemo | undefined): EnsureRequest | undefined {
  const configured = temporal.target.kind === 'configured' ? temporal.target : undefined;
  const cluster = memo?.cluster ?? { kind: 'worker' };
  return localRequestOf(cluster, configured);
}

/**
 * How a follower brings the local part of a run back, after the background process was killed for instance: starts it
 * again on the same files and reads on. A moved Temporal is reached at its new address.
 */
export function reviverOf(
  invocation: Invocation,
  temporal: Temporal,
  run: RunIdentity,
  memo: RunMemo | undefined,
  attached: boolean,
): (() => Promise<RunReader>) | undefined {
  const request = localPartOf(temporal, memo);
  if (request === undefined) return undefined;
  let current = temporal;
  return async () => {
    const answer = await ensureServersQuietly(invocation, request, attached);
    const isMoved = answer.temporal !== undefined && answer.temporal.address !== current.target.address;
    if (isMoved && answer.temporal !== undefined) {
      const moved = await connectTemporal(localTemporal(answer.temporal));
      if (current !== temporal) await current.close();
      current = moved;
    }
    return runReader(current, run.workflowId, run.runId);
  };
}
