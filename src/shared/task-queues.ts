/** The task queues of one worker fleet. All are derived from the one name that users see and give. */
export interface TaskQueues {
  /**
   * Workflows, and what every scenario does with its namespace: only an activity on its workflow's own queue is handed
   * over with the answer that schedules it (https://docs.temporal.io/develop/worker-performance, eager activities).
   * The name that `temporal workflow start --task-queue` takes.
   */
  readonly workflows: string;
  /** `runScenario` only: a script never waits behind anything else, and nothing waits behind scripts. */
  readonly scripts: string;
  /** Short calls: plan, diagnostics, results. */
  readonly kubernetes: string;
  /** Long awaits. */
  readonly waits: string;
}

export function taskQueuesOf(workflows: string): TaskQueues {
  return {
    workflows,
    scripts: `${workflows}-scripts`,
    kubernetes: `${workflows}-kubernetes`,
    waits: `${workflows}-waits`,
  };
}
