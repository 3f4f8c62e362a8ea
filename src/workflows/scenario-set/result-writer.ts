import { CancellationScope, condition } from '@temporalio/workflow';
import { WRITE_RESULTS_INTERVAL_MS } from '../../shared/limits.ts';
import type { RunSettings } from '../../shared/plan.ts';
import type { ScenarioReport } from '../../shared/run-report.ts';
import { resultsStub } from '../activity-stubs.ts';
import { describeFailure } from '../failures.ts';

/** Reports in one activity call: about 20 KiB each at most (41 attempts), below Temporal's limit of 2 MiB per payload. */
const BATCH_COUNT = 50;

/**
 * Writes results as scenarios finish, one call at a time over whatever has finished since the last. Calls cost events:
 * while `wakesUp` says that the workflow will wake up anyway before long, there is one in WRITE_RESULTS_INTERVAL_MS.
 */
export class ResultWriter {
  private readonly queue: ScenarioReport[] = [];
  private readonly unwritten: ScenarioReport[] = [];
  private closing = false;
  private problemText: string | undefined;
  private wroteAtMs = 0;
  private readonly runName: string;
  private readonly settings: RunSettings;
  private readonly wakesUp: () => boolean;

  constructor(runName: string, settings: RunSettings, wakesUp: () => boolean = () => false) {
    this.runName = runName;
    this.settings = settings;
    this.wakesUp = wakesUp;
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
        await condition(() => this.closing || this.isDue());
        if (this.queue.length === 0) return;
        await this.write(this.queue.splice(0, BATCH_COUNT));
      }
    });
  }

  private isDue(): boolean {
    const { length } = this.queue;
    if (length === 0 || length >= BATCH_COUNT || !this.wakesUp()) return length > 0;
    return Date.now() - this.wroteAtMs >= WRITE_RESULTS_INTERVAL_MS;
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
      const { resultsDir, artifactsPrefix } = this.settings;
      // No more than is needed: a run writes often.
      const settings = { resultsDir, ...(artifactsPrefix === undefined ? {} : { artifactsPrefix }) };
      await resultsStub().writeResults({ runName: this.runName, settings, scenarios });
    } catch (error) {
      this.unwritten.push(...scenarios);
      this.noteProblem(error);
    }
    this.wroteAtMs = Date.now();
  }
}
