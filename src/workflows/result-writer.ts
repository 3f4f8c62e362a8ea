import { CancellationScope, condition } from '@temporalio/workflow';
import type { RunSettings } from '../shared/plan.ts';
import type { ScenarioReport } from '../shared/run-report.ts';
import { resultsStub } from './activity-stubs.ts';
import { describeFailure } from './failures.ts';

/** Reports in one activity call: about 20 KiB each at most (41 attempts), below Temporal's limit of 2 MiB per payload. */
const BATCH_COUNT = 50;

/** Writes results as scenarios finish, one call at a time over whatever has finished since the last. */
export class ResultWriter {
  private readonly queue: ScenarioReport[] = [];
  private readonly unwritten: ScenarioReport[] = [];
  private closing = false;
  private problemText: string | undefined;
  private readonly runName: string;
  private readonly settings: RunSettings;

  constructor(runName: string, settings: RunSettings) {
    this.runName = runName;
    this.settings = settings;
  }

  /** Why results are missing on disk, when they are. */
  get problem(): string | undefined {
    return this.problemText;
  }

  add(report: ScenarioReport): void {
    this.queue.push(report);
  }

  noteProblem(error: unknown): void {
    const away = { type: 'Results.Unwritable', message: 'the results could not be written in time' };
    this.problemText ??= describeFailure(error, away).message;
  }

  close(): void {
    this.closing = true;
  }

  /** Resolves when closed and everything is written or given up on. Not cancellable: results outlive a cancellation. */
  async watch(): Promise<void> {
    await CancellationScope.nonCancellable(async () => {
      for (;;) {
        await condition(() => this.queue.length > 0 || this.closing);
        if (this.queue.length === 0) return;
        await this.write(this.queue.splice(0, BATCH_COUNT));
      }
    });
  }

  /** Once more, for what could not be written: a full disk may have been emptied since. */
  async writeAgain(): Promise<void> {
    const left = this.unwritten.splice(0);
    if (left.length === 0) return;
    this.problemText = undefined;
    while (left.length > 0) await this.write(left.splice(0, BATCH_COUNT));
  }

  private async write(scenarios: readonly ScenarioReport[]): Promise<void> {
    try {
      await resultsStub().writeResults({ runName: this.runName, settings: this.settings, scenarios });
    } catch (error) {
      this.unwritten.push(...scenarios);
      this.noteProblem(error);
    }
  }
}
