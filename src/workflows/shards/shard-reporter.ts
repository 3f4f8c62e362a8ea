import { CancellationScope, condition, getExternalWorkflowHandle } from '@temporalio/workflow';
import type { Allotment, ShardReport } from '../../shared/allotment.ts';
import { SHARD_REPORT_INTERVAL_MS } from '../../shared/limits.ts';
import type { LastReport, ReportPacing } from '../../shared/shard-reports.ts';
import { isWorthReporting } from '../../shared/shard-reports.ts';
import { shardReportSignal } from '../messages.ts';
import type { RunIdentity } from '../run/run-identity.ts';

/** What a report is made of, as it is now. */
export interface ReportSource {
  readonly now: (seq: number) => ShardReport;
  readonly allotment: () => Allotment;
}

/** Tells the run where its shard stands: when the run needs it, at most once a second, and seldom enough for its history. */
export class ShardReporter {
  private readonly run: RunIdentity;
  private readonly source: ReportSource;
  private readonly pacing: ReportPacing;
  private last: LastReport;
  private closed = false;

  constructor(run: RunIdentity, source: ReportSource, pacing: ReportPacing) {
    this.run = run;
    this.source = source;
    this.pacing = pacing;
    // The run knows how a shard begins, and not what it has taken in since.
    this.last = { report: { ...source.now(0), allotmentSeq: 0 }, atMs: 0 };
  }

  /** There is nothing more to tell that the result does not say. */
  close(): void {
    this.closed = true;
  }

  /** Resolves when closed. Not cancellable: the run needs the slots of a cancelled shard back. */
  async watch(): Promise<void> {
    await CancellationScope.nonCancellable(async () => {
      for (;;) {
        await condition(() => this.closed || this.isWorthIt());
        const waitMs = this.last.atMs + SHARD_REPORT_INTERVAL_MS - Date.now();
        if (waitMs > 0) await condition(() => this.closed, waitMs);
        if (this.closed) return;
        await this.send();
      }
    });
  }

  private isWorthIt(): boolean {
    const now = this.source.now(this.last.report.seq + 1);
    return isWorthReporting(this.last, now, this.source.allotment(), this.pacing, Date.now());
  }

  private async send(): Promise<void> {
    this.last = { report: this.source.now(this.last.report.seq + 1), atMs: Date.now() };
    try {
      await getExternalWorkflowHandle(this.run.workflowId).signal(shardReportSignal, this.last.report);
    } catch {
      // The run has closed: it was terminated, and this shard is about to be cancelled.
    }
  }
}
