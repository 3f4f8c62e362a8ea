import type { ScenarioOutcome } from '../../shared/outcome.ts';
import type { SlotSemaphore } from './semaphore.ts';
import type { Ruled, StartRules } from './start-rules.ts';

export interface StartQueue<T extends Ruled> {
  /** In start order. */
  readonly scenarios: readonly T[];
  readonly slots: SlotSemaphore;
  readonly rules: StartRules;
  /** The outcome of what waits when the slots are closed. */
  readonly closedOutcome: () => ScenarioOutcome;
  /** Runs one scenario while it holds a slot; settles when the slot may be handed on. Never rejects. */
  readonly run: (scenario: T) => Promise<ScenarioOutcome>;
  /** Called exactly once per scenario. */
  readonly onOutcome: (scenario: T, outcome: ScenarioOutcome) => void;
}

/**
 * Runs every scenario in a slot of its own: whenever one is free, the first in the list that the rules let start. What
 * cannot start now holds up nobody behind it; what never can is told at once. Resolves when each has its outcome.
 * No clock, no Temporal: deterministic.
 */
export async function runInTurn<T extends Ruled>(queue: StartQueue<T>): Promise<void> {
  await Promise.all(queue.scenarios.map((scenario) => inSlot(queue, scenario)));
}

async function inSlot<T extends Ruled>(queue: StartQueue<T>, scenario: T): Promise<void> {
  const { slots, rules, run, onOutcome } = queue;
  const settle = (outcome: ScenarioOutcome) => {
    rules.ended(scenario, outcome.status);
    // Before anybody learns of the outcome, who may close the slots for it: what never starts keeps its own reason.
    slots.withdraw();
    onOutcome(scenario, outcome);
  };
  const answer = await slots.acquire(rules.turnOf(scenario));
  if (answer !== 'granted') {
    const refusal = answer === 'withdrawn' ? rules.refusalOf(scenario.path) : undefined;
    settle(refusal ?? queue.closedOutcome());
    slots.offer();
    return;
  }
  try {
    settle(await run(scenario));
  } finally {
    slots.release();
  }
}
