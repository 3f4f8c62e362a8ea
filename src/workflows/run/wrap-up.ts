import { ValueError } from '@temporalio/common';
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import { FailureType } from '../../shared/failure-types.ts';
import type { RunPlan } from '../../shared/plan.ts';
import type { RunResult } from '../../shared/run-progress.ts';
import type { RunReport } from '../../shared/run-report.ts';
import { finishRunStub, reclaimNamespacesStub } from '../activity-stubs.ts';
import type { Draining } from '../scenario-set/draining.ts';
import { benignFailure, describeFailure } from '../failures.ts';
import type { Keeping } from './keeping.ts';
import type { NamesInSentences } from './names-in-sentences.ts';
import { listed } from './names-in-sentences.ts';
import type { ResultWriter } from '../scenario-set/result-writer.ts';
import type { RunIdentity } from './run-identity.ts';
import { scenarioIdOf, scenarioIdPrefix } from './run-identity.ts';
import type { RunState } from './run-state.ts';

/** Each round deletes and awaits what the LIST before it found; more would only repeat what is stuck. */
const LIST_ROUNDS_MAX = 5;
/** After a long standstill the first LIST may have run out of time before it was asked. */
const TRIES_MAX = 2;

/** What the last consistent LIST says. */
export interface Proof {
  /** Namespaces of this run that are still there, stuck ones included. */
  readonly left: number;
  /** Why it is not the whole truth. */
  readonly problem?: string;
}

/**
 * The proof that nothing is left: lists by the run's label, deletes and awaits what is there and not reported as
 * stuck, and lists again. Also finds namespaces of children that closed without an outcome.
 */
export async function proveGone(run: RunIdentity, plan: RunPlan, draining: Draining, keeping: Keeping): Promise<Proof> {
  draining.retryRefused();
  for (let tries = 1; ; tries += 1) {
    try {
      const replaced = await listAndAwait(run, plan, draining, keeping);
      await draining.recheckStuck();
      const left = draining.stuck.length;
      return replaced ? { left, problem: 'another cluster answers at the address that the run began on' } : { left };
    } catch (error) {
      if (tries < TRIES_MAX) continue;
      const away = { type: FailureType.ClusterUnavailable, message: 'the cluster did not answer' };
      return { left: draining.stuck.length, problem: describeFailure(error, away).message };
    }
  }
}

/** Resolves when a LIST finds nothing but what is stuck; true when another cluster was asked than at the start. */
async function listAndAwait(run: RunIdentity, plan: RunPlan, draining: Draining, keeping: Keeping): Promise<boolean> {
  const { temporalNamespaceId, cluster } = plan;
  for (let round = 1; ; round += 1) {
    const { found, refused, kept, clusterReplaced } = await reclaimNamespacesStub().reclaimNamespaces({
      runName: run.runName,
      temporalNamespaceId,
      cluster,
      workflowIdPrefix: scenarioIdPrefix(run),
    });
    draining.addStuck(refused);
    keeping.foundKept(kept);
    const stuck = new Set(draining.stuck.map((namespace) => namespace.name));
    const fresh = found.filter((namespace) => !stuck.has(namespace.name));
    if (fresh.length === 0) return clusterReplaced || draining.clusterReplaced;
    if (round === LIST_ROUNDS_MAX) {
      const conditions = [
        { type: FailureType.NamespaceStuck, reason: 'StillListed', message: 'listed again and again' },
      ];
      draining.addStuck(fresh.map((ref) => ({ ...ref, reason: FailureType.NamespaceStuck, conditions })));
      return clusterReplaced || draining.clusterReplaced;
    }
    draining.add(fresh);
    await draining.watch();
  }
}

/** Writes the report and gives the results directory back. A disk that refuses is a problem of the run, not a crash. */
export async function finish(state: RunState, plan: RunPlan, draining: Draining, results: ResultWriter): Promise<void> {
  const { workflowId, runId, startTime } = workflowInfo();
  const header: Omit<RunReport, 'scenarios' | 'settings'> = {
    version: 1,
    runName: state.runName,
    workflowId,
    runId,
    startedAtMs: startTime.getTime(),
    finishedAtMs: Date.now(),
    cancelled: state.cancelRequested,
    ...(state.leaseLapsed ? { leaseLapsed: true as const } : {}),
    cluster: plan.cluster,
    totals: state.totals,
    stuck: draining.stuck,
    limits: state.limits.all,
    ...state.keeping.record,
  };
  const scenarios = plan.scenarios.map(({ path, resultName }) => ({
    path,
    resultName,
    workflowId: scenarioIdOf(state.run, path),
    ...state.endOf(path),
  }));
  try {
    // Of a shard that could not be sealed there is no digest, and its scenarios' own results are believed.
    const sealed = state.shards?.map(({ result }) => result?.digest ?? '');
    const { planDigest } = plan;
    const planned = planDigest === undefined ? {} : { planDigest };
    const shards = sealed === undefined ? {} : { sealedDigests: sealed, ...planned };
    await finishRunStub().finishRun({ header, settings: plan.settings, scenarios, ...shards });
  } catch (error) {
    results.noteProblem(error);
  }
}

/** How the run closes: Canceled, Failed (benign, with the result in the details), or with the result. */
export function verdictOf(result: RunResult, draining: Draining, names: NamesInSentences): RunResult {
  const { totals } = result;
  if (CancellationScope.current().consideredCancelled) {
    const why = result.leaseLapsed === true ? 'the run cancelled itself: its lease was not renewed' : undefined;
    throw new CancelledFailure(why ?? 'the run was cancelled', [result]);
  }
  if (totals.failed > 0 || totals.errored > 0) {
    const text = `${totals.failed} failed and ${totals.errored} errored of ${totals.total}: ${listed(names.failed)}`;
    throw benignFailure(FailureType.RunScenariosFailed, text, result);
  }
  if (result.failedAsFlaky === true) {
    const text = `${totals.flaky} of ${totals.total} were flaky, which fails this run: ${listed(names.flaky)}`;
    throw benignFailure(FailureType.RunScenariosFailed, text, result);
  }
  const problem = incompleteness(result, draining);
  if (problem !== undefined) throw benignFailure(FailureType.RunIncomplete, problem, result);
  return result;
}

/** Why a run in which nothing failed is not a pass all the same. */
function incompleteness(result: RunResult, draining: Draining): string | undefined {
  const { totals, stuck, resultsProblem, cleanupProblem } = result;
  if (resultsProblem !== undefined) return resultsProblem;
  if (cleanupProblem !== undefined) return cleanupProblem;
  if (draining.breakerOpen) return 'scenarios were not started, because the cluster does not delete namespaces';
  if (stuck.length > 0) return `${stuck.length} namespaces are stuck in deletion`;
  if (totals.cancelled > 0) return `${totals.cancelled} of ${totals.total} scenarios were cancelled by hand`;
  return undefined;
}

/** A failed activity's own failure, so that the run closes with its type and sentence instead of "Activity failed". */
export function unwrap(error: unknown): unknown {
  // Its input cannot be passed on: nested deeper than it can be written. Any other error would block it for ever.
  if (error instanceof ValueError) {
    return ApplicationFailure.nonRetryable('the input cannot be written as JSON', FailureType.RunInvalidInput);
  }
  if (!(error instanceof ActivityFailure) || isCancellation(error)) return error;
  const away = { type: FailureType.WorkerLost, message: 'the worker that planned the run stopped answering' };
  const { type, message } = describeFailure(error, away);
  return ApplicationFailure.create({ message, type, nonRetryable: true });
}
