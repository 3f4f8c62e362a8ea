import type { EnsureAnswer } from '../../local/index.ts';
import { checkClusterAnswers, chooseCluster, clusterText } from './choose-cluster.ts';
import type { Temporal } from '../temporal/connection.ts';
import { connectTemporal } from '../temporal/connection.ts';
import { ClientError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import type { TemporalFlags } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { isInteractive, say } from '../invocation.ts';
import { localRequestOf } from './local-request.ts';
import { ensureServers, stopOwnServers } from './local-servers.ts';
import type { RunOptions } from '../options/options.ts';
import { isPolled, workerAdvice } from '../temporal/pollers.ts';
import { orStartFailed } from '../temporal/reach-temporal.ts';
import type { RunCluster } from './run-memo.ts';
import type { TemporalTarget } from '../temporal/temporal-target.ts';
import { configuredTemporal, localTemporal } from '../temporal/temporal-target.ts';

/** All that must stand before a run can be started: a cluster, a Temporal and a queue that somebody polls. */
export interface Ground {
  readonly cluster: RunCluster;
  /** For people: context and server. */
  readonly clusterText: string;
  readonly temporal: Temporal;
  readonly taskQueue: string;
  /** The local servers end with this command, because it started them and was asked to, unless others use them. */
  readonly isAttached: boolean;
  /** Closes the connection and stops the servers that end with this command. */
  close(): Promise<void>;
  /** Closes the connection only: attached servers see this process end and stop by themselves. */
  leave(): Promise<void>;
}

/**
 * Decides and proves, in this order: which cluster, that it answers, which Temporal, that it answers, who runs the
 * scripts. Starts local servers only when something here needs them.
 */
export async function prepareGround(
  invocation: Invocation,
  options: Pick<RunOptions, 'cluster' | 'attached'>,
  flags: TemporalFlags,
): Promise<Ground> {
  const cluster = await chooseCluster(options.cluster, invocation);
  await checkClusterAnswers(options.cluster, invocation);
  const configured = configuredTemporal(flags, invocation.env, invocation.config);
  // A Temporal of the user's own is tried first: without it nothing local is worth starting.
  const early = configured === undefined ? undefined : await connectTemporal(configured);
  let local: EnsureAnswer | undefined;
  let temporal: Temporal | undefined = early;
  const stop = async () => {
    await temporal?.close();
    if (options.attached && local?.startedBackground === true) await stopOwnServers(invocation);
  };
  try {
    const request = localRequestOf(cluster, configured);
    if (request !== undefined) local = await ensureServers(invocation, request, options.attached);
    const connected = early ?? (await connectTemporal(localTarget(local)));
    temporal = connected;
    const taskQueue =
      options.cluster.kind === 'worker' ? options.cluster.taskQueue : orStartFailed(local?.worker).taskQueue;
    if (options.cluster.kind === 'worker') await requireWorker(invocation, connected, taskQueue);
    return {
      cluster,
      clusterText: clusterText(cluster, local?.kubernetes),
      temporal: connected,
      taskQueue,
      isAttached: options.attached && local?.startedBackground === true,
      close: stop,
      leave: () => connected.close(),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function localTarget(local: EnsureAnswer | undefined): TemporalTarget {
  return localTemporal(orStartFailed(local?.temporal));
}

/** On a terminal a missing worker is only told, because somebody can start one; elsewhere nobody would. */
async function requireWorker(invocation: Invocation, temporal: Temporal, taskQueue: string): Promise<void> {
  if (await isPolled(temporal, taskQueue)) return;
  const [what = '', ...fix] = workerAdvice(taskQueue);
  if (!isInteractive(invocation)) {
    throw new ClientError(`${what[0]?.toUpperCase() ?? ''}${what.slice(1)}`, {
      type: 'Worker.None',
      fix,
      exitCode: ExitCode.Environment,
    });
  }
  say(invocation, [`! ${what}`, ...fix.map((line) => `  ${line}`)]);
}
