import { CancellationScope, condition } from '@temporalio/workflow';
import { FailureType } from '../../shared/failure-types.ts';
import type { ScenarioOutcome } from '../../shared/outcome.ts';
import { outcomeWithoutAttempt } from '../../shared/outcome.ts';
import type { PlannedScenario } from '../../shared/plan.ts';
import type { Draining } from './draining.ts';
import type { SlotSemaphore } from './semaphore.ts';
import { runInTurn } from './start-queue.ts';
import { StartRules } from './start-rules.ts';

export interface FanOut {
  readonly scenarios: readonly PlannedScenario[];
  readonly slots: SlotSemaphore;
  readonly draining: Draining;
  /** Who may start beside and after whom. Default: by what these scenarios say of one another. */
  readonly rules?: StartRules;
  /** The outcome of whatever has not started, once nothing more is to start; the slots are closed then. */
  readonly refusal: () => ScenarioOutcome | undefined;
  /** Runs one scenario while it holds a slot; settles when the slot may be handed on. Never rejects. */
  readonly run: (scenario: PlannedScenario) => Promise<ScenarioOutcome>;
  /** Called exactly once per scenario. */
  readonly onOutcome: (scenario: PlannedScenario, outcome: ScenarioOutcome) => void;
}

/**
 * Runs every scenario in a slot of its own, in order of the list as far as `rules` let it. Resolves when each has its
 * outcome.
 */
export async function fanOut(options: FanOut): Promise<void> {
  const { scenarios, slots, onOutcome, rules = new StartRules(scenarios) } = options;
  // A cancelled run hands out nothing more, also when it is paused and no slot would ever be released.
  CancellationScope.current().cancelRequested.catch(() => slots.close());
  await runInTurn({
    scenarios,
    slots,
    rules,
    closedOutcome: () => options.refusal() ?? cancelledBeforeStart,
    run: async (scenario) => (await refusalOf(options)) ?? (await options.run(scenario)),
    onOutcome,
  });
}

const cancelledBeforeStart = outcomeWithoutAttempt('cancelled', 'cancelled', 'cancelled before it started');

/** Waits for room beside what is draining; the outcome when the scenario may not start at all. */
async function refusalOf({ slots, draining, refusal }: FanOut): Promise<ScenarioOutcome | undefined> {
  const scope = CancellationScope.current();
  await CancellationScope.nonCancellable(() =>
    condition(
      () =>
        draining.hasRoom(slots.limit) || isHopeless(draining) || refusal() !== undefined || scope.consideredCancelled,
    ),
  );
  if (scope.consideredCancelled) return cancelledBeforeStart;
  if (draining.clusterReplaced) {
    const text = 'not started: another cluster answers at the address of the one that the run began on';
    return outcomeWithoutAttempt('errored', FailureType.ClusterReplaced, text);
  }
  if (!draining.breakerOpen) return refusal();
  return outcomeWithoutAttempt(
    'skipped',
    FailureType.ClusterCannotDelete,
    `not started: ${draining.stuck.length} namespaces are stuck in deletion`,
  );
}

function isHopeless(draining: Draining): boolean {
  return draining.breakerOpen || draining.clusterReplaced;
}
