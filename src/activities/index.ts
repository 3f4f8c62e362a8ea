import { log } from '@temporalio/activity';
import type { KubernetesClient } from '../kubernetes/index.ts';
import { currentActivity } from './activity-context.ts';
import { awaitNamespacesGone } from './await-namespaces-gone.ts';
import { collectDiagnostics } from './collect-diagnostics.ts';
import type { Activities } from './contract.ts';
import type { Supervisor } from '../supervisor/index.ts';
import { createNamespace } from './create-namespace.ts';
import { deleteNamespace } from './delete-namespace.ts';
import { cleanupFailureOf, withFailures } from './failures.ts';
import { finishRun } from './finish-run.ts';
import { keepNamespace } from './keep-namespace.ts';
import { measuredCluster } from './measured-cluster.ts';
import type { Meter } from './metrics.ts';
import { createMetrics } from './metrics.ts';
import { planRun } from './plan-run.ts';
import { reclaimNamespaces } from './reclaim-namespaces.ts';
import { runScenario } from './run-scenario.ts';
import { sweepOrphans } from './sweep-orphans.ts';
import { currentTemporalServer } from './temporal-server.ts';
import { writeResults } from './write-results.ts';

export type * from './contract.ts';

/** What a worker gives its activities. Everything about Temporal comes with the activity that runs. */
export interface ActivityDependencies {
  readonly kubernetes: KubernetesClient;
  /** Relative paths of a run's input resolve against this directory. */
  readonly rootDir: string;
  /** The environment of scripts whose caller handed none over. */
  readonly env: NodeJS.ProcessEnv;
  /** Ends scripts that outlive their worker. */
  readonly supervisor: Pick<Supervisor, 'workerMark' | 'markFor' | 'guard'>;
  /** Our kubectl and helm, last on a script's PATH. */
  readonly toolsDir?: string;
  /** Where the worker's metrics go; absent: nowhere. */
  readonly meter?: Meter;
}

/** What a worker runs: effects, small and idempotent, one file per activity. */
export function createActivities(given: ActivityDependencies): Activities {
  const { kubernetes, meter } = given;
  const dependencies = {
    ...given,
    kubernetes: meter === undefined ? kubernetes : measuredCluster(kubernetes, createMetrics(meter)),
    activity: currentActivity,
    temporalServer: currentTemporalServer(),
    warn: (message: string, details: Readonly<Record<string, string>>) => log.warn(message, details),
  };
  return {
    planRun: withFailures(planRun(dependencies)),
    createNamespace: withFailures(createNamespace(dependencies)),
    runScenario: withFailures(runScenario(dependencies)),
    collectDiagnostics: withFailures(collectDiagnostics(dependencies)),
    deleteNamespace: withFailures(deleteNamespace(dependencies), cleanupFailureOf),
    keepNamespace: withFailures(keepNamespace(dependencies)),
    awaitNamespacesGone: withFailures(awaitNamespacesGone(dependencies)),
    reclaimNamespaces: withFailures(reclaimNamespaces(dependencies), cleanupFailureOf),
    writeResults: withFailures(writeResults()),
    finishRun: withFailures(finishRun(dependencies)),
    sweepOrphans: withFailures(sweepOrphans(dependencies), cleanupFailureOf),
  };
}
