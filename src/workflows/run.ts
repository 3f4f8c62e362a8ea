import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { FailureType } from '../shared/failure-types.ts';
import { runNameOf } from '../shared/names.ts';
import type { ScenarioOutcome } from '../shared/outcome.ts';
import type { PlannedScenario, RunPlan } from '../shared/plan.ts';
import type { RunInput } from '../shared/run-input.ts';
import type { RunResult } from '../shared/run-progress.ts';
import { planStub } from './activity-stubs.ts';
import { runChild, scenarioIdOf } from './child.ts';
import { Draining } from './draining.ts';
import { fanOut } from './fan-out.ts';
import { listenForKeeping } from './keep-requests.ts';
import { watchLease } from './lease.ts';
import { atFailureLimit } from './max-failures.ts';
import { finishedSinceQuery, leaseLapsedSignal } from './messages.ts';
import { refuseReset } from './refuse-reset.ts';
import { ResultWriter } from './result-writer.ts';
import { RunState } from './run-state.ts';
import { SlotSemaphore } from './semaphore.ts';
import { SlotRequests } from './slot-requests.ts';
import { finish, proveGone, unwrap, verdictOf } from './wrap-up.ts';

/**
 * A run: plans once, runs every scenario as a child in a slot, writes results as they come, and ends when every
 * namespace is proved gone or reported stuck. Closes Completed, Failed (`Run.ScenariosFailed` when a scenario failed
 * or errored, `Run.Incomplete`, or why it could not begin) or Canceled.
 *
 * The input may be left out; every field has a default ({@link RunInput}).
 */
export async function runWorkflow(input: RunInput = {}): Promise<RunResult> {
  const state = new RunState(runNameOf(workflowInfo().workflowId));
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
  const results = new ResultWriter(state.runName, settings);
  Object.assign(state, { plan, slots, draining, phase: 'running' } satisfies Partial<RunState>);
  requests.open(slots);
  const lease = settings.leaseMs === undefined ? undefined : watchLease(settings.leaseMs);

  const watching = Promise.all([draining.watch(), results.watch()]);
  await fanOut({
    scenarios: plan.scenarios,
    slots,
    draining,
    refusal: () => atFailureLimit(state.totals, settings),
    run: async (scenario) => {
      state.started(scenario);
      return await runChild(state.runName, plan, scenario, { draining, keeping });
    },
    onOutcome: (scenario, outcome) => {
      record(state, results, scenario, outcome);
      if (atFailureLimit(state.totals, settings) !== undefined) slots.close();
    },
  });
  // Whoever is gone now misses nothing: the rest is cleaning up.
  lease?.end();
  state.phase = 'draining';
  const result = await CancellationScope.nonCancellable(async () => {
    draining.close();
    results.close();
    await watching;
    await results.writeAgain();
    const proof = await proveGone(state.runName, plan, draining, keeping);
    await finish(state, plan, draining, results);
    await condition(allHandlersFinished);
    return resultOf(state, plan, draining, results, proof);
  });
  Object.assign(state, { phase: 'finished', result } satisfies Partial<RunState>);
  setCurrentDetails(state.details());
  return verdictOf(result, draining, state.namesInSentences());
}

function record(state: RunState, results: ResultWriter, scenario: PlannedScenario, outcome: ScenarioOutcome): void {
  const times = state.ended(scenario, outcome);
  setCurrentDetails(state.details());
  const { path, resultName, name, tags, component, version, estimatedMs } = scenario;
  const keptUntilMs = state.keeping.keptUntilMsOf(path);
  results.add({
    path,
    resultName,
    workflowId: scenarioIdOf(path),
    ...times,
    outcome,
    ...(name === undefined ? {} : { name }),
    ...(tags === undefined ? {} : { tags }),
    ...(component === undefined ? {} : { component }),
    ...(version === undefined ? {} : { version }),
    ...(estimatedMs === undefined ? {} : { estimatedMs }),
    ...(keptUntilMs === undefined ? {} : { keptUntilMs }),
  });
}

function resultOf(
  state: RunState,
  plan: RunPlan,
  draining: Draining,
  results: ResultWriter,
  proof: { readonly left: number; readonly problem?: string },
): RunResult {
  const { runName, totals, finishedCount } = state;
  if (finishedCount !== plan.scenarios.length) throw outcomesDoNotAddUp(finishedCount, plan);
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

/** Not a plain Error: that would block the workflow for ever instead of saying what is wrong. */
function outcomesDoNotAddUp(count: number, plan: RunPlan): ApplicationFailure {
  const text = `${count} outcomes for ${plan.scenarios.length} scenarios`;
  return ApplicationFailure.nonRetryable(text, FailureType.RunOutcomesDoNotAddUp);
}
