import { resolve } from 'node:path';
import { log } from '@temporalio/activity';
import type { BundleCache } from '../artifacts/index.ts';
import type { KubernetesClient } from '../kubernetes/index.ts';
import { currentActivity } from './activity-context.ts';
import { adoptShard } from './adoption/adopt-shard.ts';
import { awaitNamespacesGone } from './namespaces/await-namespaces-gone.ts';
import { collectDiagnostics } from './namespaces/collect-diagnostics.ts';
import type { Activities } from './contract.ts';
import type { Launcher, Supervisor } from '../supervisor/index.ts';
import { createNamespace } from './namespaces/create-namespace.ts';
import { deleteNamespace } from './namespaces/delete-namespace.ts';
import { cleanupFailureOf, withFailures } from './failures.ts';
import { finishRun } from './recording/finish-run.ts';
import { keepNamespace } from './namespaces/keep-namespace.ts';
import { measuredCluster } from './measured-cluster.ts';
import type { Meter } from './metrics.ts';
import { createMetrics } from './metrics.ts';
import { planRun } from './planning/plan-run.ts';
import { readShardPlan } from './planning/read-shard-plan.ts';
import { reclaimNamespaces } from './namespaces/reclaim-namespaces.ts';
import { runScenario } from './scripts/run-scenario.ts';
import { findScenariosHere } from './planning/scenarios-here.ts';
import { currentClosings } from './adoption/scenario-closing.ts';
import { sealShard } from './recording/seal-shard.ts';
import { sweepOrphans } from './sweep/sweep-orphans.ts';
import { currentTemporalServer } from './temporal-server.ts';
import type { StoreParts } from './through-store/store-parts.ts';
import { throughStore } from './through-store/through-store.ts';
import { planScenariosHere, runScenarioHere } from './planning/with-scenarios-here.ts';
import { writeResults } from './recording/write-results.ts';

export type * from './contract.ts';
export { openStoreParts } from './through-store/open-store-parts.ts';

/** What a worker gives its activities. Everything about Temporal comes with the activity that runs. */
export interface ActivityDependencies {
  readonly kubernetes: KubernetesClient;
  /** Relative paths of a run's input resolve against this directory. */
  readonly rootDir: string;
  /** The environment of scripts whose caller handed none over. */
  readonly env: NodeJS.ProcessEnv;
  /** Ends scripts that outlive their worker. */
  readonly supervisor: Pick<Supervisor, 'workerMark' | 'markFor' | 'guard'>;
  /** Starts the scripts; absent: this process does. */
  readonly launcher?: Launcher;
  /** Our kubectl and helm, last on a script's PATH. */
  readonly toolsDir?: string;
  /** Where the worker's metrics go; absent: nowhere. */
  readonly meter?: Meter;
  /** How results and logs leave a host without a disk that is shared; absent: runs that need it are left to others. */
  readonly storeParts?: StoreParts | undefined;
  /** Scenarios directories that came through the artifact store; absent: runs with one are left to others. */
  readonly bundles?: BundleCache | undefined;
}

/** What a worker runs: effects, small and idempotent, one file per activity. */
export function createActivities(given: ActivityDependencies): Activities {
  const { kubernetes, meter } = given;
  const dependencies = {
    ...given,
    kubernetes: meter === undefined ? kubernetes : measuredCluster(kubernetes, createMetrics(meter)),
    activity: currentActivity,
    temporalServer: currentTemporalServer(),
    closings: currentClosings(),
    findScenarios: findScenariosHere(given.bundles),
    warn: (message: string, details: Readonly<Record<string, string>>) => log.warn(message, details),
  };
  const activities = {
    planRun: withFailures(planScenariosHere(planRun(dependencies), dependencies, (dir) => resolve(given.rootDir, dir))),
    readShardPlan: withFailures(readShardPlan()),
    sealShard: withFailures(sealShard()),
    adoptShard: withFailures(adoptShard(dependencies)),
    createNamespace: withFailures(createNamespace(dependencies)),
    runScenario: withFailures(runScenarioHere(runScenario(dependencies), dependencies)),
    collectDiagnostics: withFailures(collectDiagnostics(dependencies)),
    deleteNamespace: withFailures(deleteNamespace(dependencies), cleanupFailureOf),
    keepNamespace: withFailures(keepNamespace(dependencies)),
    awaitNamespacesGone: withFailures(awaitNamespacesGone(dependencies)),
    reclaimNamespaces: withFailures(reclaimNamespaces(dependencies), cleanupFailureOf),
    writeResults: withFailures(writeResults()),
    finishRun: withFailures(finishRun(dependencies)),
    sweepOrphans: withFailures(sweepOrphans(dependencies), cleanupFailureOf),
  };
  return { ...activities, ...throughStore(activities, { ...dependencies, parts: given.storeParts }) };
}
