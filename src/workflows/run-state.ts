import { FailureType } from '../shared/failure-types.ts';
import { FINISHED_PAGE_COUNT } from '../shared/limits.ts';
import type { ScenarioOutcome, Totals } from '../shared/outcome.ts';
import { summarize } from '../shared/outcome.ts';
import type { PlannedScenario, RunPlan } from '../shared/plan.ts';
import type { FinishedScenario, RunningScenario, RunPhase, RunProgress, RunResult } from '../shared/run-progress.ts';
import type { Draining } from './draining.ts';
import { Keeping } from './keeping.ts';
import { LimitChanges } from './limit-changes.ts';
import type { SlotSemaphore } from './semaphore.ts';
import { stuckDetails } from './stuck-namespaces.ts';

/** What a run knows of itself: the source of its query, its details in the Web UI and its totals. */
export class RunState {
  phase: RunPhase = 'planning';
  cancelRequested = false;
  /** Its lease has said that nobody renewed it; the cancellation that follows may come too late. */
  leaseGaveUp = false;
  readonly limits = new LimitChanges();
  plan: RunPlan | undefined;
  /** Once it is known; also of a cancelled run, whose closing carries no details. */
  result: RunResult | undefined;
  slots: SlotSemaphore | undefined;
  draining: Draining | undefined;
  readonly keeping = new Keeping();
  private readonly finished: FinishedScenario[] = [];
  private readonly running = new Map<string, RunningScenario>();
  readonly runName: string;

  constructor(runName: string) {
    this.runName = runName;
  }

  get totals(): Totals {
    return summarize(this.finished);
  }

  /** Its lease was not renewed, and so it is being cancelled. */
  get leaseLapsed(): boolean {
    return this.leaseGaveUp && this.cancelRequested;
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

  started({ path, resultName, estimatedMs }: PlannedScenario): void {
    const estimate = estimatedMs === undefined ? {} : { estimatedMs };
    this.running.set(path, { path, resultName, sinceMs: Date.now(), ...estimate });
  }

  /** Notes the outcome; answers from when to when the scenario had its slot. */
  ended(scenario: PlannedScenario, outcome: ScenarioOutcome): { startedAtMs: number; finishedAtMs: number } {
    const { status, reason, message, exitCode, flaky, attempts } = outcome;
    const finishedAtMs = Date.now();
    const startedAtMs = this.running.get(scenario.path)?.sinceMs ?? finishedAtMs;
    const lastLine = lastLineOf(attempts.at(-1)?.tail);
    const diagnosis = attempts.at(-1)?.diagnosis;
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
      ...(diagnosis === undefined ? {} : { diagnosis }),
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

  /** Paths of what failed or errored and of what was flaky, the first few of each. */
  namesInSentences(): { readonly ofFailed: string; readonly ofFlaky: string } {
    return {
      ofFailed: firstNames(this.finished.filter(({ status }) => status === 'failed' || status === 'errored')),
      ofFlaky: firstNames(this.finished.filter(({ flaky }) => flaky)),
    };
  }

  /** Pure: a query must not change anything. */
  progressSince(cursor: number): RunProgress {
    const page = this.finished.slice(cursor, cursor + FINISHED_PAGE_COUNT);
    return {
      runName: this.runName,
      phase: this.phase,
      cancelRequested: this.cancelRequested,
      ...(this.leaseLapsed ? { leaseLapsed: true as const } : {}),
      resultsDir: this.plan?.settings.resultsDir ?? '',
      plannedCount: this.plan?.scenarios.length ?? 0,
      limit: this.slots?.limit ?? 0,
      paused: this.slots?.paused ?? false,
      running: [...this.running.values()],
      waitingCount: this.slots?.waiting ?? 0,
      ...this.waitingEstimate(),
      drainingCount: this.draining?.count ?? 0,
      stuck: this.draining?.stuck ?? [],
      ...this.keeping.record,
      totals: this.totals,
      finished: page,
      cursor: cursor + page.length,
      ...(this.result === undefined ? {} : { result: this.result }),
    };
  }

  /** What has not begun, those included that have a slot and wait for room beside what is draining. */
  private waitingEstimate(): Pick<RunProgress, 'waitingEstimatedMs' | 'waitingUnestimatedCount'> {
    const begun = new Set([...this.running.keys(), ...this.finished.map(({ path }) => path)]);
    const estimates = (this.plan?.scenarios ?? [])
      .filter(({ path }) => !begun.has(path))
      .map(({ estimatedMs }) => estimatedMs);
    const known = estimates.filter((estimate) => estimate !== undefined);
    return {
      waitingEstimatedMs: known.reduce((sum, estimate) => sum + estimate, 0),
      waitingUnestimatedCount: estimates.length - known.length,
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
    if (this.leaseLapsed) lines.push(`- **cancelled**: its lease was not renewed (${FailureType.RunLeaseLapsed})`);
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
function firstNames(scenarios: readonly FinishedScenario[]): string {
  const names = scenarios.slice(0, NAMES_IN_SENTENCE_COUNT).map(({ path }) => path);
  return scenarios.length > names.length ? `${names.join(', ')} and others` : names.join(', ');
}

/** Long enough for an assertion's message, short enough for a page of them in one answer. */
const LAST_LINE_LENGTH_MAX = 200;

function lastLineOf(tail: string | undefined): string | undefined {
  const line = tail?.trimEnd().split('\n').at(-1)?.trim();
  return line === undefined || line === '' ? undefined : line.slice(0, LAST_LINE_LENGTH_MAX);
}
