import {
  allHandlersFinished,
  CancellationScope,
  condition,
  patched,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { RunPlan } from '../../shared/plan.ts';
import type { RunInput } from '../../shared/run-input.ts';
import type { RunResult } from '../../shared/run-progress.ts';
import { planStub } from '../activity-stubs.ts';
import { Draining } from '../scenario-set/draining.ts';
import { listenForKeeping } from './keep-requests.ts';
import { watchLease } from './lease.ts';
import { atFailureLimit } from './max-failures.ts';
import { finishedSinceQuery, leaseLapsedSignal } from '../messages.ts';
import { outcomesDoNotAddUp } from './outcomes-do-not-add-up.ts';
import { refuseReset } from './refuse-reset.ts';
import { ResultWriter } from '../scenario-set/result-writer.ts';
import { ownIdentity } from './run-identity.ts';
import { RunState } from './run-state.ts';
import { ScenarioSet } from '../scenario-set/scenario-set.ts';
import { SlotSemaphore } from '../scenario-set/semaphore.ts';
import { shardsOf } from '../shards/shards-of-run.ts';
import { SlotRequests } from './slot-requests.ts';
import { finish, proveGone, unwrap, verdictOf } from './wrap-up.ts';

/**
 * A run: plans once, runs every scenario as a child in a slot, or in shards that do, writes results as they come, and ends when every
 * namespace is proved gone or reported stuck. Closes Completed, Failed (`Run.ScenariosFailed` when a scenario failed
 * or errored, `Run.Incomplete`, or why it could not begin) or Canceled.
 *
 * The input may be left out; every field has a default ({@link RunInput}).
 */
export async function runWorkflow(input: RunInput = {}): Promise<RunResult> {
  const state = new RunState(ownIdentity());
  listenForKeeping(state);
  const requests = new SlotRequests(() => state.slots && state.limits.note(state.slots, Date.now()));
  requests.listen();
  setHandler(leaseLapsedSignal, () => {
    state.leaseGaveUp = true;
  });
  setHandler(finishedSinceQuery, (cursor) => state.progressSince(cursor));
  CancellationScope.current().cancelRequested.catch(() => {
    state.cancelRequested = true;
  });
  return await Promise.race([planAndRun(state, input, requests), refuseReset(state)]);
}

async function planAndRun(state: RunState, input: RunInput, requests: SlotRequests): Promise<RunResult> {
  let plan: RunPlan;
  try {
    plan = await planStub().planRun(input);
  } catch (error) {
    throw unwrap(error);
  }
  const { settings, cluster } = plan;
  const { keeping } = state;
  keeping.settleEarly(plan.scenarios.map(({ path }) => path));
  const slots = new SlotSemaphore(settings.maxParallel);
  const draining = new Draining(cluster, settings, () => setCurrentDetails(state.details()));
  // A namespace that drains wakes the run when it is gone. Runs of the first releases wrote everything at once.
  const gathers = patched('gather-results');
  const results = new ResultWriter(state.runName, settings, () => gathers && draining.count > 0);
  const shards = shardsOf(state, plan, { slots, draining, results });
  Object.assign(state, { plan, slots, draining, shards: shards?.all, phase: 'running' } satisfies Partial<RunState>);
  requests.open(slots, shards);
  const lease = settings.leaseMs === undefined ? undefined : watchLease(settings.leaseMs);

  const refusal = () => atFailureLimit(state.totals, settings);
  const set = new ScenarioSet({ state, plan, slots, draining, results, refusal });
  const watching = set.watch();
  await (shards ?? set).run();
  // Whoever is gone now misses nothing: the rest is cleaning up.
  lease?.end();
  state.phase = 'draining';
  const result = await CancellationScope.nonCancellable(async () => {
    await set.settle(watching);
    const proof = await proveGone(state.run, plan, draining, keeping);
    await finish(state, plan, draining, results);
    await condition(allHandlersFinished);
    return resultOf(state, plan, draining, results, proof);
  });
  Object.assign(state, { phase: 'finished', result } satisfies Partial<RunState>);
  setCurrentDetails(state.details());
  return verdictOf(result, draining, state.names);
}

function resultOf(
  state: RunState,
  plan: RunPlan,
  draining: Draining,
  results: ResultWriter,
  proof: { readonly left: number; readonly problem?: string },
): RunResult {
  const { runName, totals, finishedCount, plannedCount } = state;
  if (finishedCount !== plannedCount) throw outcomesDoNotAddUp(finishedCount, plannedCount);
  return {
    runName,
    totals,
    resultsDir: plan.settings.resultsDir,
    stuck: draining.stuck,
    ...state.keeping.record,
    namespacesLeft: proof.left,
    ...(plan.settings.failOnFlaky === true && totals.flaky > 0 ? { failedAsFlaky: true as const } : {}),
    ...(state.leaseLapsed ? { leaseLapsed: true as const } : {}),
    ...(results.problem === undefined ? {} : { resultsProblem: results.problem }),
    ...(proof.problem === undefined ? {} : { cleanupProblem: proof.problem }),
  };
}
