import { delimiter } from 'node:path';
import { GracefulShutdownPeriodExpiredError, Runtime, type NativeConnection, type Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from '../activities/index.ts';
import { connectCluster, loadCluster, type LoadedCluster } from '../kubernetes/index.ts';
import { JANITOR_RENEW_MS, SCRIPT_SLOTS_DEFAULT } from '../shared/limits.ts';
import { startLauncher, startSupervisor } from '../supervisor/index.ts';
import { describeError } from './describe-error.ts';
import { createWorkers } from './create-workers.ts';
import { createLog, installTemporalRuntime } from './logging.ts';
import { openWorkerArtifacts, type WorkerArtifacts } from './open-artifacts.ts';
import { keepJanitor } from './keep-janitor.ts';
import { stopOnSignals } from './stop-signals.ts';
import { connectTemporal, temporalTargetOf, type TemporalTarget } from './temporal-connection.ts';
import type { RunWorkerOptions } from './worker-options.ts';

/**
 * Serves one task queue and its three companions until it is told to stop, then ends in order: running scripts get a
 * grace, connections are closed. Fails when Temporal cannot be reached in time, a worker fails for good, or metrics that it must serve cannot be.
 */
export async function runWorker(options: RunWorkerOptions): Promise<void> {
  const log = createLog();
  installTemporalRuntime(log, options.metrics);
  const cluster = loadCluster(...clusterOf(options));
  const target = temporalTargetOf(options.env, options.temporalFile ?? true);
  const signals = options.stop === undefined ? stopOnSignals() : undefined;
  const stop = options.stop ?? signals?.stop ?? AbortSignal.abort();
  try {
    const connection = await connectTemporal(target, {
      stop,
      onRetry: (error) =>
        log.warn({ address: target.address, error: describeError(error) }, 'Temporal cannot be reached yet'),
    });
    try {
      await serve(options, { cluster, target, connection, stop, log });
    } finally {
      await connection.close();
    }
  } catch (error) {
    // Told to stop before it had begun: there is nothing to end.
    if (!stop.aborted) throw error;
  } finally {
    signals?.release();
  }
}

interface Surroundings {
  readonly cluster: LoadedCluster;
  readonly target: TemporalTarget;
  readonly connection: NativeConnection;
  readonly stop: AbortSignal;
  readonly log: Logger;
}

async function serve(options: RunWorkerOptions, { cluster, target, connection, stop, log }: Surroundings) {
  const { taskQueue, rootDir, env, toolsDir, workflowsPath, scriptSlots = SCRIPT_SLOTS_DEFAULT } = options;
  const { address: temporalAddress, temporalNamespace } = target;
  const kubernetes = connectCluster(cluster);
  const supervisor = startSupervisor();
  const launcher = startLauncher();
  let renewal: NodeJS.Timeout | undefined;
  let artifacts: WorkerArtifacts | undefined;
  try {
    if (options.artifacts !== undefined) {
      artifacts = await openWorkerArtifacts(options.artifacts, env, supervisor.workerMark, log);
    }
    const activities = createActivities({
      kubernetes,
      supervisor,
      launcher,
      rootDir,
      env,
      meter: Runtime.instance().metricMeter.withTags({ task_queue: taskQueue }),
      storeParts: artifacts?.parts,
      bundles: artifacts?.bundles,
      ...(toolsDir !== undefined && { toolsDir }),
    });
    const workers = await createWorkers({
      connection,
      temporalNamespace,
      taskQueue,
      activities,
      scriptSlots,
      workflowsPath,
    });
    const ended = runUntilStopped(workers, stop, log);
    // A failure is awaited below; until then it must not count as unhandled.
    ended.catch(() => {});
    const schedule = async () => {
      const problem = await keepJanitor({ connection, temporalNamespace, taskQueue });
      if (problem !== undefined) log.warn({ error: problem }, 'the janitor could not be scheduled');
    };
    await schedule();
    renewal = setInterval(() => void schedule(), JANITOR_RENEW_MS);
    const { context, server } = cluster;
    options.onReady?.({ taskQueue, temporalAddress, temporalNamespace, context, server });
    await ended;
  } finally {
    clearInterval(renewal);
    await artifacts?.close();
    launcher.close();
    supervisor.close();
    kubernetes.close();
  }
}

/** When one of them fails, the others end too: a worker that serves some of its queues helps nobody. */
async function runUntilStopped(workers: readonly Worker[], stop: AbortSignal, log: Logger): Promise<void> {
  const stopAll = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const runs = workers.map((worker) => worker.run());
  stop.addEventListener('abort', stopAll);
  if (stop.aborted) stopAll();
  for (const run of runs) run.catch(stopAll);
  const failed = (await Promise.allSettled(runs)).find((outcome) => outcome.status === 'rejected');
  stop.removeEventListener('abort', stopAll);
  if (failed === undefined) return;
  if (!(failed.reason instanceof GracefulShutdownPeriodExpiredError)) throw failed.reason;
  log.warn('what did not end in time was given up; Temporal tries it again elsewhere');
}

/** As kubectl: several kubeconfigs are given as in `KUBECONFIG`. */
function clusterOf({ kubeconfigPath, context, env }: RunWorkerOptions): Parameters<typeof loadCluster> {
  const selected = context === undefined ? {} : { context };
  if (kubeconfigPath === undefined) return [selected, env];
  if (!kubeconfigPath.includes(delimiter)) return [{ ...selected, kubeconfigPath }, env];
  return [selected, { ...env, KUBECONFIG: kubeconfigPath }];
}
