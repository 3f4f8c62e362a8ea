import { allHandlersFinished, CancellationScope, condition, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { ShardReport } from '../../shared/allotment.ts';
import type { RunPlan } from '../../shared/plan.ts';
import { readShardPlanStub, sealShardStub } from '../activity-stubs.ts';
import { Draining } from '../scenario-set/draining.ts';
import { listenForKeeping } from '../run/keep-requests.ts';
import { finishedSinceQuery, setAllotmentSignal } from '../messages.ts';
import { outcomesDoNotAddUp } from '../run/outcomes-do-not-add-up.ts';
import { refuseReset } from '../run/refuse-reset.ts';
import { ResultWriter } from '../scenario-set/result-writer.ts';
import { scenarioIdOf } from '../run/run-identity.ts';
import { RunState } from '../run/run-state.ts';
import { ScenarioSet } from '../scenario-set/scenario-set.ts';
import { SlotSemaphore } from '../scenario-set/semaphore.ts';
import { ShardAllotments } from './shard-allotments.ts';
import type { ShardInput, ShardResult } from './shard-contract.ts';
import { ShardReporter } from './shard-reporter.ts';
import { StartRules } from '../scenario-set/start-rules.ts';

/**
 * A slice of a run of more than SCENARIOS_PER_SHARD_MAX scenarios: runs them as a small run would, in as many slots as
 * its run allots to it. Closes Completed, also when it was cancelled; as anything else its run finishes it instead.
 */
export async function shardWorkflow(input: ShardInput): Promise<ShardResult> {
  const state = new RunState(input.run);
  listenForKeeping(state);
  setHandler(finishedSinceQuery, (cursor) => state.progressSince(cursor));
  const allotments = new ShardAllotments(input.allotment);
  setHandler(setAllotmentSignal, (allotment) => allotments.take(allotment));
  CancellationScope.current().cancelRequested.catch(() => {
    state.cancelRequested = true;
  });
  return await Promise.race([runShard(state, input, allotments), refuseReset(state)]);
}

async function runShard(state: RunState, input: ShardInput, allotments: ShardAllotments): Promise<ShardResult> {
  const { settings, cluster, planDigest } = input.plan;
  const { index, pacing, run } = input;
  // Also of a cancelled shard: each of its scenarios is to have an outcome.
  const { scenarios } = await CancellationScope.nonCancellable(
    async () => await readShardPlanStub().readShardPlan({ settings, planDigest, index }),
  );
  const plan: RunPlan = { ...input.plan, scenarios };
  const slots = new SlotSemaphore(0);
  const draining = new Draining(cluster, settings, () => setCurrentDetails(state.details()));
  const results = new ResultWriter(run.runName, settings, () => draining.count > 0);
  const rules = new StartRules(scenarios, new Set(input.notPassedBefore));
  Object.assign(state, { plan, slots, draining, phase: 'running' } satisfies Partial<RunState>);
  const set = new ScenarioSet({ state, plan, slots, draining, results, rules, refusal: () => allotments.refusal });
  const now = reportsOf(index, { state, slots, draining, rules, allotments });
  const reporter = new ShardReporter(run, { now, allotment: () => allotments.newest }, pacing);
  allotments.onChange(({ slots: count, drainingMax, refusal }) => {
    draining.setMax(drainingMax);
    slots.setLimit(count);
    if (refusal !== undefined) slots.close();
  });
  const watching = set.watch();
  const reporting = reporter.watch();
  await set.run();
  state.phase = 'draining';
  return await CancellationScope.nonCancellable(async () => {
    await set.settle(watching);
    reporter.close();
    await reporting;
    if (state.finishedCount !== scenarios.length) throw outcomesDoNotAddUp(state.finishedCount, scenarios.length);
    const digest = await seal(state, plan, index, results);
    state.phase = 'finished';
    await condition(allHandlersFinished);
    return resultOf(state, draining, results, digest);
  });
}

interface Reported {
  readonly state: RunState;
  readonly slots: SlotSemaphore;
  readonly draining: Draining;
  readonly rules: StartRules;
  readonly allotments: ShardAllotments;
}

function reportsOf(index: number, { state, slots, draining, rules, allotments }: Reported) {
  const { scenarios = [] } = state.plan ?? {};
  const isFree = scenarios.every(({ locks, exclusive, dependsOn }) => (locks ?? exclusive ?? dependsOn) === undefined);
  return (seq: number): ShardReport => {
    const { totals } = state;
    const waiting = Math.max(0, scenarios.length - totals.total - slots.inUse);
    return {
      index,
      seq,
      allotmentSeq: allotments.newest.seq,
      inUse: slots.inUse,
      waiting,
      ...(isFree ? {} : { startable: Math.min(waiting, rules.startableCount) }),
      draining: draining.count,
      totals,
      stuck: draining.stuck,
      ...(draining.clusterReplaced ? { clusterReplaced: true as const } : {}),
    };
  };
}

async function seal(
  state: RunState,
  { settings, scenarios }: RunPlan,
  index: number,
  results: ResultWriter,
): Promise<string | undefined> {
  const ended = scenarios.map(({ path, resultName }) => ({
    path,
    resultName,
    workflowId: scenarioIdOf(state.run, path),
    ...state.endOf(path),
  }));
  try {
    return (await sealShardStub().sealShard({ settings, index, scenarios: ended })).digest;
  } catch (error) {
    results.noteProblem(error);
    return undefined;
  }
}

function resultOf(state: RunState, draining: Draining, results: ResultWriter, digest: string | undefined): ShardResult {
  return {
    totals: state.totals,
    notPassed: state.notPassed,
    names: state.names,
    stuck: draining.stuck,
    ...state.keeping.record,
    ...(digest === undefined ? {} : { digest }),
    ...(results.problem === undefined ? {} : { resultsProblem: results.problem }),
    ...(draining.breakerOpen ? { breakerOpen: true as const } : {}),
    ...(draining.clusterReplaced ? { clusterReplaced: true as const } : {}),
  };
}
