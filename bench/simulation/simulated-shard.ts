import type { Allotment, ShardReport } from '../../src/shared/allotment.ts';
import type { ReportPacing } from '../../src/shared/shard-reports.ts';
import type { SimulatedClock } from './clock.ts';
import { PacedReports } from './paced-reports.ts';
import type { Post } from './post.ts';
import type { World } from './world.ts';

export interface Around {
  readonly clock: SimulatedClock;
  readonly post: Post;
  readonly world: World;
}

export interface ShardEvents {
  onReport(report: ShardReport): void;
  /** Before each start, when the new one is counted already. */
  onStart(): void;
  /** Everything has an outcome and every namespace is gone; of one that died: what ran has ended. */
  onClosed(): void;
}

/** A shard: starts what its allotment lets it, and says where it stands. */
export class SimulatedShard {
  readonly index: number;
  readonly #durations: readonly number[];
  readonly #around: Around;
  readonly #events: ShardEvents;
  readonly #reports: PacedReports;
  #allotment: Allotment;
  #started = 0;
  #draining = 0;
  #closed = false;
  inUse = 0;
  ended = 0;
  /** By its death; never started. */
  lostCount = 0;
  isDead = false;

  constructor(
    plan: { readonly index: number; readonly durations: readonly number[]; readonly pacing: ReportPacing },
    first: Allotment,
    around: Around,
    events: ShardEvents,
  ) {
    this.index = plan.index;
    this.#durations = plan.durations;
    this.#allotment = first;
    this.#around = around;
    this.#events = events;
    const deliver = (report: ShardReport) => events.onReport(report);
    const source = { now: (seq: number) => this.#report(seq), allotment: () => this.#allotment, deliver };
    this.#reports = new PacedReports(around.clock, around.post, source, plan.pacing);
  }

  begin(): void {
    this.#go();
  }

  take(allotment: Allotment): void {
    if (allotment.seq <= this.#allotment.seq) return;
    this.#allotment = allotment;
    this.#go();
  }

  /** Terminated: it starts and says nothing more; what runs goes on to its end. */
  die(): void {
    if (this.isDead || this.#closed) return;
    this.isDead = true;
    this.lostCount = this.#durations.length - this.#started;
    this.#reports.close();
    this.#settle();
  }

  get waiting(): number {
    return this.#durations.length - this.#started;
  }

  #go(): void {
    const { slots, drainingMax } = this.#allotment;
    while (!this.isDead && this.inUse < slots && this.#draining < drainingMax && this.waiting > 0) this.#startNext();
    this.#reports.consider();
    this.#settle();
  }

  #startNext(): void {
    const durationMs = this.#durations[this.#started] ?? 0;
    this.#started += 1;
    this.inUse += 1;
    this.#events.onStart();
    const onFreed = () => {
      this.inUse -= 1;
      this.ended += 1;
      this.#draining += 1;
      this.#go();
    };
    this.#around.world.runScenario(durationMs, onFreed, () => {
      this.#draining -= 1;
      this.#go();
    });
  }

  #settle(): void {
    const isDone = this.isDead ? this.inUse === 0 : this.ended === this.#durations.length && this.#draining === 0;
    if (!isDone || this.#closed) return;
    this.#closed = true;
    this.#reports.close();
    this.#around.post.certain(() => this.#events.onClosed());
  }

  #report(seq: number): ShardReport {
    const { ended } = this;
    return {
      index: this.index,
      seq,
      allotmentSeq: this.#allotment.seq,
      inUse: this.inUse,
      waiting: this.waiting,
      draining: this.#draining,
      totals: { total: ended, passed: ended, failed: 0, errored: 0, skipped: 0, cancelled: 0, flaky: 0 },
      stuck: [],
    };
  }
}
