import {
  allot,
  committedTo,
  wantsAnother,
  withClosed,
  withOpened,
  withReport,
  type Shares,
} from '../../src/shared/allotments.ts';
import type { Allotment, ShardReport } from '../../src/shared/allotment.ts';
import { pacingOf } from '../../src/shared/shard-reports.ts';
import { PacedReports } from './paced-reports.ts';
import { SimulatedRun } from './simulated-run.ts';
import type { Around } from './simulated-shard.ts';

export interface FleetOptions {
  readonly limit: number;
  /** By run, by shard: the scripts' durations. */
  readonly runs: readonly (readonly (readonly number[])[])[];
  /**
   * `fixed`: every run has its part of the limit from its start to its end, as runs have that nobody coordinates.
   * `shared`: one more level of the same code, which treats runs as runs treat shards.
   */
  readonly division: 'fixed' | 'shared';
}

/** Runs beside each other. */
export class Fleet {
  readonly runs: readonly SimulatedRun[];
  readonly violations: string[] = [];
  allotments = 0;
  reports = 0;
  readonly #around: Around;
  readonly #options: FleetOptions;
  readonly #reporters = new Map<number, PacedReports>();
  readonly #allotments = new Map<number, Allotment>();
  #shares: Shares;

  constructor(options: FleetOptions, around: Around) {
    this.#around = around;
    this.#options = options;
    this.#shares = { limit: options.limit, open: [] };
    this.runs = options.runs.map((shards, index) => new SimulatedRun(shards, around, this.#eventsOf(index)));
  }

  begin(): void {
    const { division, limit } = this.#options;
    if (division === 'shared') return this.#update();
    for (const [index, run] of this.runs.entries()) run.setLimit(partOf(limit, this.runs.length, index));
  }

  setLimit(limit: number): void {
    this.#shares = { ...this.#shares, limit };
    if (this.#options.division === 'shared') return this.#update();
    for (const [index, run] of this.runs.entries()) run.setLimit(partOf(limit, this.runs.length, index));
  }

  get inUse(): number {
    return this.runs.reduce((sum, run) => sum + run.inUse, 0);
  }

  #eventsOf(index: number) {
    return {
      onViolation: (sentence: string) => this.violations.push(`run ${index}: ${sentence}`),
      onChange: () => this.#reporters.get(index)?.consider(),
      onDone: () => {
        this.#reporters.get(index)?.close();
        this.#around.post.certain(() => {
          this.#shares = withClosed(this.#shares, index);
          if (this.#options.division === 'shared') this.#update();
        });
      },
    };
  }

  #update(): void {
    const before = committedTo(this.#shares.open);
    while (this.#reporters.size < this.runs.length && wantsAnother(this.#shares)) this.#openNext();
    const { shares, telling } = allot(this.#shares);
    this.#shares = shares;
    const committed = committedTo(shares.open);
    if (committed > Math.max(shares.limit, before)) this.violations.push(`fleet: ${committed} of ${shares.limit}`);
    for (const [index, allotment] of telling) this.#tell(index, allotment);
  }

  #openNext(): void {
    const index = this.#reporters.size;
    const run = this.runs[index];
    if (run === undefined) throw new RangeError('no run is left to open');
    this.#shares = withOpened(this.#shares, index, run.waiting);
    this.#allotments.set(index, { seq: 0, slots: 0, drainingMax: 0 });
    const { clock, post } = this.#around;
    const source = {
      now: (seq: number) => this.#reportOf(run, index, seq),
      allotment: () => this.#allotments.get(index) ?? { seq: 0, slots: 0, drainingMax: 0 },
      deliver: (report: ShardReport) => {
        this.reports += 1;
        this.#shares = withReport(this.#shares, index, report);
        this.#update();
      },
    };
    this.#reporters.set(index, new PacedReports(clock, post, source, pacingOf(this.runs.length)));
  }

  /** What the run may be using counts as used: it cannot know sooner. */
  #reportOf(run: SimulatedRun, index: number, seq: number): ShardReport {
    const allotmentSeq = this.#allotments.get(index)?.seq ?? 0;
    const totals = { total: run.ended, passed: run.ended, failed: 0, errored: 0, skipped: 0, cancelled: 0, flaky: 0 };
    const { committed: inUse, waiting, draining } = run;
    return { index, seq, allotmentSeq, inUse, waiting, draining, totals, stuck: [] };
  }

  #tell(index: number, allotment: Allotment): void {
    this.allotments += 1;
    const deliver = () => {
      if (allotment.seq <= (this.#allotments.get(index)?.seq ?? 0)) return;
      this.#allotments.set(index, allotment);
      this.runs[index]?.setLimit(allotment.slots);
      this.#reporters.get(index)?.consider();
    };
    this.#around.post.send(deliver, () => true);
  }
}

/** The first ones get what is left over. */
function partOf(limit: number, count: number, index: number): number {
  return Math.floor(limit / count) + (index < limit % count ? 1 : 0);
}
