import { setCurrentDetails } from '@temporalio/workflow';
import type { PlannedScenario, RunPlan } from '../../shared/plan.ts';
import type { ScenarioOutcome } from '../../shared/outcome.ts';
import { scenarioReportOf } from '../../shared/scenario-report.ts';
import { runChild } from './child.ts';
import type { Draining } from './draining.ts';
import { fanOut } from './fan-out.ts';
import type { ResultWriter } from './result-writer.ts';
import { scenarioIdOf } from '../run/run-identity.ts';
import type { RunState } from '../run/run-state.ts';
import type { SlotSemaphore } from './semaphore.ts';
import { StartRules } from './start-rules.ts';

interface Parts {
  readonly state: RunState;
  /** With the scenarios of this set. */
  readonly plan: RunPlan;
  readonly slots: SlotSemaphore;
  readonly draining: Draining;
  readonly results: ResultWriter;
  readonly rules?: StartRules;
  /** The outcome of what has not started, once nothing more is to start. */
  readonly refusal: () => ScenarioOutcome | undefined;
  readonly onOutcome?: () => void;
}

/** The scenarios that one workflow starts itself, of a whole run or of one shard: in slots, with their results and what drains. */
export class ScenarioSet {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Beside {@link run}: awaits namespaces and writes results. Resolves after {@link settle} has closed both. */
  async watch(): Promise<void> {
    await Promise.all([this.parts.draining.watch(), this.parts.results.watch()]);
  }

  /** Resolves when each has its outcome. */
  async run(): Promise<void> {
    const { state, plan, slots, draining, refusal, rules = new StartRules(plan.scenarios) } = this.parts;
    const { keeping } = state;
    await fanOut({
      scenarios: plan.scenarios,
      slots,
      draining,
      rules,
      refusal,
      run: async (scenario) => {
        state.started(scenario);
        return await runChild(state.run, plan, scenario, { draining, keeping });
      },
      onOutcome: (scenario, outcome) => {
        this.record(scenario, outcome);
        if (refusal() !== undefined) slots.close();
        this.parts.onOutcome?.();
      },
    });
  }

  /** Resolves when everything is gone or stuck, and written as far as the disk lets it. Not to be cancelled. */
  async settle(watching: Promise<void>): Promise<void> {
    const { draining, results } = this.parts;
    draining.close();
    results.close();
    await watching;
    await results.writeAgain();
  }

  private record(scenario: PlannedScenario, outcome: ScenarioOutcome): void {
    const { state, results } = this.parts;
    const times = state.ended(scenario, outcome);
    setCurrentDetails(state.details());
    const { path } = scenario;
    const workflowId = scenarioIdOf(state.run, path);
    const keptUntilMs = state.keeping.keptUntilMsOf(path);
    results.add(scenarioReportOf(scenario, { workflowId, ...times, outcome, keptUntilMs }));
  }
}
