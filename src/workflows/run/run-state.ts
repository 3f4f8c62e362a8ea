import { FailureType } from '../../shared/failure-types.ts';
import { FINISHED_PAGE_COUNT } from '../../shared/limits.ts';
import type { NamesInSentences } from './names-in-sentences.ts';
import { namesOf } from './names-in-sentences.ts';
import type { RunIdentity } from './run-identity.ts';
import type { Shard } from '../shards/known-shard.ts';
import {
  namesOfShards,
  plannedIn,
  shardsDetails,
  shardsProgress,
  stuckInShards,
  totalsOfShards,
} from '../shards/shards-progress.ts';
import type { ScenarioOutcome, Totals } from '../../shared/outcome.ts';
import { summarize } from '../../shared/outcome.ts';
import type { PlannedScenario, RunPlan } from '../../shared/plan.ts';
import type { FinishedScenario, RunningScenario, RunPhase, RunProgress, RunResult } from '../../shared/run-progress.ts';
import type { Draining } from '../scenario-set/draining.ts';
import { Keeping } from './keeping.ts';
import { LimitChanges } from './limit-changes.ts';
import type { SlotSemaphore } from '../scenario-set/semaphore.ts';
import { stuckDetails } from '../scenario-set/stuck-namespaces.ts';

/** What a run, or one of its shards, knows of itself: the source of its query, its details in the Web UI and its totals. */
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
  /** Of a run with shards: what they say stands beside, or in place of, what it knows itself. */
  shards: readonly Shard[] | undefined;
  /** Whose scenarios these are. */
  readonly run: RunIdentity;

  constructor(run: RunIdentity) {
    this.run = run;
  }

  get runName(): string {
    return this.run.runName;
  }

  get totals(): Totals {
    return this.shards === undefined ? summarize(this.finished) : totalsOfShards(this.shards);
  }

  get plannedCount(): number {
    return this.shards === undefined ? (this.plan?.scenarios.length ?? 0) : plannedIn(this.shards);
  }

  /** Its lease was not renewed, and so it is being cancelled. */
  get leaseLapsed(): boolean {
    return this.leaseGaveUp && this.cancelRequested;
  }

  get finishedCount(): number {
    return this.totals.total;
  }

  /** Paths; of a run with shards only they know. */
  get notPassed(): readonly string[] {
    return this.finished.filter(({ status }) => status !== 'passed').map(({ path }) => path);
  }

  /** Paths of what failed or errored and of what was flaky, the first few of each. */
  get names(): NamesInSentences {
    return this.shards === undefined ? namesOf(this.finished) : namesOfShards(this.shards);
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

  /** Pure: a query must not change anything. */
  progressSince(cursor: number): RunProgress {
    const page = this.finished.slice(cursor, cursor + FINISHED_PAGE_COUNT);
    return {
      runName: this.runName,
      phase: this.phase,
      cancelRequested: this.cancelRequested,
      ...(this.leaseLapsed ? { leaseLapsed: true as const } : {}),
      resultsDir: this.plan?.settings.resultsDir ?? '',
      plannedCount: this.plannedCount,
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
      ...(this.plan?.notices === undefined ? {} : { notices: this.plan.notices }),
      ...(this.shards === undefined ? {} : shardsProgress(this.shards, this.ownLeft())),
      ...(this.result === undefined ? {} : { result: this.result }),
    };
  }

  private ownLeft() {
    return { draining: this.draining?.count ?? 0, stuck: this.draining?.stuck ?? [] };
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
    const lines = [
      `**${this.finishedCount} of ${this.plannedCount}** finished: ${passed} passed, ${failed} failed, ` +
        `${errored} errored, ${skipped} skipped, ${cancelled} cancelled`,
      ...shardsDetails(this.shards),
    ];
    if (this.leaseLapsed) lines.push(`- **cancelled**: its lease was not renewed (${FailureType.RunLeaseLapsed})`);
    for (const scenario of this.finished) {
      if (scenario.status !== 'failed' && scenario.status !== 'errored') continue;
      lines.push(`- **${scenario.status}** \`${scenario.path}\`: ${scenario.message ?? scenario.reason ?? ''}`);
    }
    lines.push(...stuckDetails([...this.ownLeft().stuck, ...stuckInShards(this.shards ?? [])]));
    for (const { name, untilMs } of this.keeping.kept) {
      lines.push(`- **kept** namespace \`${name}\` until ${new Date(untilMs).toISOString()}`);
    }
    for (const { name, message } of this.keeping.notKept) {
      lines.push(`- namespace \`${name}\` could not be kept: ${message}`);
    }
    return lines.join('\n');
  }
}

/** Long enough for an assertion's message, short enough for a page of them in one answer. */
const LAST_LINE_LENGTH_MAX = 200;

function lastLineOf(tail: string | undefined): string | undefined {
  const line = tail?.trimEnd().split('\n').at(-1)?.trim();
  return line === undefined || line === '' ? undefined : line.slice(0, LAST_LINE_LENGTH_MAX);
}
