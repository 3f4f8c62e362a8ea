import { FINISHED_PAGE_COUNT } from '../shared/limits.ts';
import type { ScenarioOutcome, Totals } from '../shared/outcome.ts';
import { summarize } from '../shared/outcome.ts';
import type { PlannedScenario, RunPlan } from '../shared/plan.ts';
import type { FinishedScenario, RunPhase, RunProgress, RunResult } from '../shared/run-progress.ts';
import type { Draining } from './draining.ts';
import type { SlotSemaphore } from './semaphore.ts';

/** What a run knows of itself: the source of its query, its details in the Web UI and its totals. */
export class RunState {
  phase: RunPhase = 'planning';
  cancelRequested = false;
  plan: RunPlan | undefined;
  /** Once it is known; also of a cancelled run, whose closing carries no details. */
  result: RunResult | undefined;
  slots: SlotSemaphore | undefined;
  draining: Draining | undefined;
  private readonly finished: FinishedScenario[] = [];
  private readonly running = new Map<string, number>();
  readonly runName: string;

  constructor(runName: string) {
    this.runName = runName;
  }

  get totals(): Totals {
    return summarize(this.finished);
  }

  get finishedCount(): number {
    return this.finished.length;
  }

  hasEnded(path: string): boolean {
    return this.finished.some((scenario) => scenario.path === path);
  }

  started(path: string): void {
    this.running.set(path, Date.now());
  }

  ended(scenario: PlannedScenario, outcome: ScenarioOutcome): void {
    const { status, reason, message, exitCode, flaky, attempts } = outcome;
    const sinceMs = this.running.get(scenario.path);
    this.running.delete(scenario.path);
    this.finished.push({
      path: scenario.path,
      resultName: scenario.resultName,
      status,
      flaky,
      attemptCount: attempts.length,
      durationMs: sinceMs === undefined ? 0 : Date.now() - sinceMs,
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
      ...(exitCode === undefined ? {} : { exitCode }),
    });
  }

  /** Pure: a query must not change anything. */
  progressSince(cursor: number): RunProgress {
    const page = this.finished.slice(cursor, cursor + FINISHED_PAGE_COUNT);
    return {
      runName: this.runName,
      phase: this.phase,
      cancelRequested: this.cancelRequested,
      resultsDir: this.plan?.settings.resultsDir ?? '',
      plannedCount: this.plan?.scenarios.length ?? 0,
      limit: this.slots?.limit ?? 0,
      paused: this.slots?.paused ?? false,
      running: [...this.running].map(([path, sinceMs]) => ({ path, sinceMs })),
      waitingCount: this.slots?.waiting ?? 0,
      drainingCount: this.draining?.count ?? 0,
      stuck: this.draining?.stuck ?? [],
      totals: this.totals,
      finished: page,
      cursor: cursor + page.length,
      ...(this.result === undefined ? {} : { result: this.result }),
    };
  }

  /** Markdown for the Web UI. */
  details(): string {
    const { passed, failed, errored, skipped, cancelled } = this.totals;
    const planned = this.plan?.scenarios.length ?? 0;
    const lines = [
      `**${this.finished.length} of ${planned}** finished: ${passed} passed, ${failed} failed, ${errored} errored, ` +
        `${skipped} skipped, ${cancelled} cancelled`,
    ];
    for (const scenario of this.finished) {
      if (scenario.status !== 'failed' && scenario.status !== 'errored') continue;
      lines.push(`- **${scenario.status}** \`${scenario.path}\`: ${scenario.message ?? scenario.reason ?? ''}`);
    }
    for (const namespace of this.draining?.stuck ?? []) lines.push(`- **stuck** namespace \`${namespace.name}\``);
    return lines.join('\n');
  }
}
