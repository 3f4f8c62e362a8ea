import { FINISHED_PAGE_COUNT } from '../shared/limits.ts';
import type { ScenarioOutcome, Totals } from '../shared/outcome.ts';
import { summarize } from '../shared/outcome.ts';
import type { PlannedScenario, RunPlan } from '../shared/plan.ts';
import type { FinishedScenario, RunPhase, RunProgress, RunResult } from '../shared/run-progress.ts';
import type { Draining } from './draining.ts';
import { Keeping } from './keeping.ts';
import type { SlotSemaphore } from './semaphore.ts';
import { stuckDetails } from './stuck-namespaces.ts';

/** What a run knows of itself: the source of its query, its details in the Web UI and its totals. */
export class RunState {
  phase: RunPhase = 'planning';
  cancelRequested = false;
  plan: RunPlan | undefined;
  /** Once it is known; also of a cancelled run, whose closing carries no details. */
  result: RunResult | undefined;
  slots: SlotSemaphore | undefined;
  draining: Draining | undefined;
  readonly keeping = new Keeping();
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

  /** It has its slot and no outcome yet. */
  isRunning(path: string): boolean {
    return this.running.has(path);
  }

  started(path: string): void {
    this.running.set(path, Date.now());
  }

  /** Notes the outcome; answers from when to when the scenario had its slot. */
  ended(scenario: PlannedScenario, outcome: ScenarioOutcome): { startedAtMs: number; finishedAtMs: number } {
    const { status, reason, message, exitCode, flaky, attempts } = outcome;
    const finishedAtMs = Date.now();
    const startedAtMs = this.running.get(scenario.path) ?? finishedAtMs;
    const lastLine = lastLineOf(attempts.at(-1)?.tail);
    this.running.delete(scenario.path);
    this.finished.push({
      path: scenario.path,
      resultName: scenario.resultName,
      status,
      flaky,
      attemptCount: attempts.length,
      durationMs: finishedAtMs - startedAtMs,
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(lastLine === undefined ? {} : { lastLine }),
    });
    return { startedAtMs, finishedAtMs };
  }

  /** What became of it, without its attempts; empty while it runs. */
  endOf(path: string): { readonly ended?: Omit<ScenarioOutcome, 'attempts'> } {
    const scenario = this.finished.find((each) => each.path === path);
    if (scenario === undefined) return {};
    const { status, reason, message, exitCode, flaky } = scenario;
    return {
      ended: {
        status,
        flaky,
        ...(reason === undefined ? {} : { reason }),
        ...(message === undefined ? {} : { message }),
        ...(exitCode === undefined ? {} : { exitCode }),
      },
    };
  }

  /** Paths of what failed or errored, the first few, for the sentence with which the run closes. */
  namesOfFailed(): string {
    const failed = this.finished.filter(({ status }) => status === 'failed' || status === 'errored');
    const names = failed.slice(0, NAMES_IN_SENTENCE_COUNT).map(({ path }) => path);
    return failed.length > names.length ? `${names.join(', ')} and others` : names.join(', ');
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
      ...this.keeping.record,
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
    lines.push(...stuckDetails(this.draining?.stuck ?? []));
    for (const { name, untilMs } of this.keeping.kept) {
      lines.push(`- **kept** namespace \`${name}\` until ${new Date(untilMs).toISOString()}`);
    }
    for (const { name, message } of this.keeping.notKept) {
      lines.push(`- namespace \`${name}\` could not be kept: ${message}`);
    }
    return lines.join('\n');
  }
}

/** More would make the sentence a list; the whole list is in the run's details. */
const NAMES_IN_SENTENCE_COUNT = 5;
/** Long enough for an assertion's message, short enough for a page of them in one answer. */
const LAST_LINE_LENGTH_MAX = 200;

function lastLineOf(tail: string | undefined): string | undefined {
  const line = tail?.trimEnd().split('\n').at(-1)?.trim();
  return line === undefined || line === '' ? undefined : line.slice(0, LAST_LINE_LENGTH_MAX);
}
