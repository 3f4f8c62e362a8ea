import type { Allotment, ShardReport } from '../../src/shared/allotment.ts';
import { SHARD_REPORT_INTERVAL_MS } from '../../src/shared/limits.ts';
import { isWorthReporting, type LastReport, type ReportPacing } from '../../src/shared/shard-reports.ts';
import type { SimulatedClock } from './clock.ts';
import type { Post } from './post.ts';

export interface ReportSource {
  readonly now: (seq: number) => ShardReport;
  readonly allotment: () => Allotment;
  readonly deliver: (report: ShardReport) => void;
}

/** What `workflows/shards/shard-reporter.ts` does, on simulated time. */
export class PacedReports {
  readonly #clock: SimulatedClock;
  readonly #post: Post;
  readonly #source: ReportSource;
  readonly #pacing: ReportPacing;
  #last: LastReport;
  #planned = false;
  #closed = false;

  constructor(clock: SimulatedClock, post: Post, source: ReportSource, pacing: ReportPacing) {
    this.#clock = clock;
    this.#post = post;
    this.#source = source;
    this.#pacing = pacing;
    this.#last = { report: { ...source.now(0), allotmentSeq: 0 }, atMs: 0 };
  }

  close(): void {
    this.#closed = true;
  }

  /** Something is different. */
  consider(): void {
    if (this.#closed || this.#planned) return;
    const { nowMs } = this.#clock;
    const now = this.#source.now(this.#last.report.seq + 1);
    if (!isWorthReporting(this.#last, now, this.#source.allotment(), this.#pacing, nowMs)) return;
    this.#planned = true;
    this.#clock.after(this.#last.atMs + SHARD_REPORT_INTERVAL_MS - nowMs, () => {
      this.#planned = false;
      if (!this.#closed) this.#send();
    });
  }

  #send(): void {
    const report = this.#source.now(this.#last.report.seq + 1);
    this.#last = { report, atMs: this.#clock.nowMs };
    this.#post.send(
      () => this.#source.deliver(report),
      () => this.#last.report.seq === report.seq,
    );
    this.consider();
  }
}
