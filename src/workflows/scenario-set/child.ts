import { defineSearchAttributeKey } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  ChildWorkflowCancellationType,
  ChildWorkflowFailure,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  sleep,
  uuid4,
} from '@temporalio/workflow';
import { FailureType } from '../../shared/failure-types.ts';
import { UNKNOWN_CREATE_SETTLE_MS } from '../../shared/limits.ts';
import type { ScenarioOutcome } from '../../shared/outcome.ts';
import { outcomeWithoutAttempt } from '../../shared/outcome.ts';
import type { PlannedScenario, RunPlan } from '../../shared/plan.ts';
import { scenarioSettingsOf } from '../../shared/plan.ts';
import { attributeValueOf, RUN_ATTRIBUTE, SCENARIO_ATTRIBUTE } from '../../shared/search-attributes.ts';
import { reclaimNamespacesStub } from '../activity-stubs.ts';
import type { Draining } from './draining.ts';
import type { Keeping } from '../run/keeping.ts';
import type { RunIdentity } from '../run/run-identity.ts';
import { scenarioIdOf, scenarioIdPrefix } from '../run/run-identity.ts';
import type { ScenarioOutput } from '../../shared/scenario-output.ts';
import { scenarioWorkflow } from '../scenario/scenario.ts';

/** Where a run notes what its scenarios leave behind. */
export interface LeftBehind {
  readonly draining: Draining;
  readonly keeping: Keeping;
}

/**
 * Runs one scenario as a child and waits for it. What it leaves draining, stuck or kept goes to `left`. A child that
 * closes without an outcome (terminated, or cancelled by itself) has its namespaces reclaimed before this settles.
 * Never rejects.
 */
export async function runChild(
  run: RunIdentity,
  plan: RunPlan,
  scenario: PlannedScenario,
  left: LeftBehind,
): Promise<ScenarioOutcome> {
  const key = uuid4();
  try {
    return accept(await execute(run, plan, scenario, key, left.keeping.askedMsOf(scenario.path)), left);
  } catch (error) {
    const output = outputIn(error);
    if (output !== undefined) return accept(output, left);
    if (isCancellation(error)) {
      // It has cleaned up after itself; a cancelled run's last step looks at everything anyway.
      const withRun = CancellationScope.current().consideredCancelled;
      if (!withRun) await reclaim(run, plan, scenario, left);
      return outcomeWithoutAttempt('cancelled', 'cancelled', withRun ? 'cancelled with its run' : 'cancelled by hand');
    }
    await reclaim(run, plan, scenario, left);
    // It ran no code: a create that was in flight may still arrive, and its script has a heartbeat's time left.
    await CancellationScope.nonCancellable(() => sleep(UNKNOWN_CREATE_SETTLE_MS));
    await reclaim(run, plan, scenario, left);
    return outcomeWithoutAttempt('errored', FailureType.ScenarioLost, 'its workflow closed without an outcome');
  }
}

const runAttribute = defineSearchAttributeKey(RUN_ATTRIBUTE, 'KEYWORD');
const scenarioAttribute = defineSearchAttributeKey(SCENARIO_ATTRIBUTE, 'KEYWORD');

async function execute(
  run: RunIdentity,
  plan: RunPlan,
  scenario: PlannedScenario,
  key: string,
  keepForMs: number | undefined,
): Promise<ScenarioOutput> {
  const { settings, temporalNamespaceId, searchAttributes } = plan;
  const attributes = [
    { key: runAttribute, value: run.runName },
    { key: scenarioAttribute, value: attributeValueOf(scenario.path) },
  ].filter((pair) => searchAttributes.includes(pair.key.name));
  const { runName } = run;
  const needed = scenarioSettingsOf(settings);
  const input = { runName, settings: needed, scenario, key, temporalNamespaceId, searchAttributes };
  return await executeChild(scenarioWorkflow, {
    workflowId: scenarioIdOf(run, scenario.path),
    args: [keepForMs === undefined ? input : { ...input, keepForMs }],
    // Terminating the run must still let every scenario clean up after itself.
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    staticSummary: scenario.description ?? scenario.path,
    typedSearchAttributes: attributes,
  });
}

/** Failed and errored scenarios close as Failed; their output travels in the details. */
function outputIn(error: unknown): ScenarioOutput | undefined {
  if (!(error instanceof ChildWorkflowFailure) || !(error.cause instanceof ApplicationFailure)) return undefined;
  const { type, details } = error.cause;
  if (type !== FailureType.ScenarioFailed && type !== FailureType.ScenarioErrored) return undefined;
  return details?.[0] as ScenarioOutput | undefined;
}

function accept(output: ScenarioOutput, { draining, keeping }: LeftBehind): ScenarioOutcome {
  draining.add(output.draining);
  draining.addStuck(output.stuck);
  keeping.add(output.kept, output.notKept);
  return output.outcome;
}

async function reclaim(
  run: RunIdentity,
  plan: RunPlan,
  scenario: PlannedScenario,
  { draining, keeping }: LeftBehind,
): Promise<void> {
  await CancellationScope.nonCancellable(async () => {
    try {
      const { found, refused, kept } = await reclaimNamespacesStub().reclaimNamespaces({
        runName: run.runName,
        temporalNamespaceId: plan.temporalNamespaceId,
        cluster: plan.cluster,
        workflowId: scenarioIdOf(run, scenario.path),
        workflowIdPrefix: scenarioIdPrefix(run),
      });
      draining.add(found);
      draining.addStuck(refused);
      keeping.add(kept);
    } catch {
      // The cluster is away: the run's last step asks again, and the janitor after it.
    }
  });
}
