import type { Allotment } from '../../src/shared/allotment.ts';
import {
  allot,
  committedTo,
  wantsAnother,
  withClosed,
  withLost,
  withOpened,
  withReport,
  type Shares,
} from '../../src/shared/allotments.ts';
import { pacingOf } from '../../src/shared/shard-reports.ts';
import { SimulatedShard, type Around } from './simulated-shard.ts';

/** What Temporal writes into the run's history for it, with the workflow task that it causes. */
const EVENTS_PER_SHARD = 9;
const EVENTS_PER_REPORT = 4;
const EVENTS_PER_ALLOTMENT = 5;

interface Child {
  readonly shard: SimulatedShard;
  sentSeq: number;
  isTelling: boolean;
}

export interface RunEvents {
  /** A rule is broken. */
  onViolation(sentence: string): void;
  /** What a level above would be told is different. */
  onChange(): void;
  onDone(): void;
}

/** What `workflows/shards/run-shards.ts` does, with the same pure code, on simulated time. */
export class SimulatedRun {
  readonly #around: Around;
  readonly #events: RunEvents;
  readonly #pending: { readonly index: number; readonly durations: readonly number[] }[];
  readonly #shardCount: number;
  readonly #children = new Map<number, Child>();
  #shares: Shares = { limit: 0, open: [] };
  #unopened: number;
  #isDone = false;
  ended = 0;
  lost = 0;
  allotments = 0;
  reports = 0;

  constructor(shards: readonly (readonly number[])[], around: Around, events: RunEvents) {
    this.#around = around;
    this.#events = events;
    this.#pending = shards.map((durations, index) => ({ index, durations }));
    this.#shardCount = shards.length;
    this.#unopened = shards.reduce((sum, { length }) => sum + length, 0);
  }

  /** Slots that are in use or given away, as far as the run knows; never less than what is in use. */
  get committed(): number {
    return committedTo(this.#shares.open);
  }

  /** What has not started, as far as the run knows; never less than what has not. */
  get waiting(): number {
    return this.#unopened + this.#shares.open.reduce((sum, { report }) => sum + report.waiting, 0);
  }

  get draining(): number {
    return this.#shares.open.reduce((sum, { report }) => sum + report.draining, 0);
  }

  /** What is really in use. */
  get inUse(): number {
    let sum = 0;
    for (const { shard } of this.#children.values()) sum += shard.inUse;
    return sum;
  }

  get historyEvents(): number {
    return (
      this.#shardCount * EVENTS_PER_SHARD + this.reports * EVENTS_PER_REPORT + this.allotments * EVENTS_PER_ALLOTMENT
    );
  }

  setLimit(limit: number): void {
    this.#shares = { ...this.#shares, limit };
    this.#update();
  }

  /** Terminates the newest of the open shards: of that one the most has not started. */
  killOne(): void {
    const shard = [...this.#children.values()].findLast((child) => !child.shard.isDead)?.shard;
    if (shard === undefined) return;
    shard.die();
    this.#around.post.certain(() => {
      this.#shares = withLost(this.#shares, shard.index);
      this.#update();
    });
  }

  #update(): void {
    const before = this.committed;
    const opened: number[] = [];
    while (this.#pending.length > 0 && wantsAnother(this.#shares)) opened.push(this.#openNext());
    const { shares } = allot(this.#shares);
    this.#shares = shares;
    if (this.committed > Math.max(shares.limit, before)) {
      this.#events.onViolation(`${this.committed} slots are given away of ${shares.limit}`);
    }
    for (const index of opened) this.#begin(index);
    for (const index of this.#children.keys()) this.#tell(index);
    this.#events.onChange();
  }

  #openNext(): number {
    const next = this.#pending.shift();
    if (next === undefined) throw new RangeError('no shard is left to open');
    this.#unopened -= next.durations.length;
    this.#shares = withOpened(this.#shares, next.index, next.durations.length);
    const events = {
      onReport: (report: Parameters<typeof withReport>[2]) => {
        this.reports += 1;
        this.#shares = withReport(this.#shares, next.index, report);
        this.#update();
      },
      onStart: () => this.#check(),
      onClosed: () => this.#close(next.index),
    };
    const nothing: Allotment = { seq: 0, slots: 0, drainingMax: 0 };
    const plan = { ...next, pacing: pacingOf(this.#shardCount) };
    const shard = new SimulatedShard(plan, nothing, this.#around, events);
    this.#children.set(next.index, { shard, sentSeq: 0, isTelling: true });
    return next.index;
  }

  /** Its first allotment goes with its start. */
  #begin(index: number): void {
    const child = this.#children.get(index);
    const told = this.#told(index);
    if (child === undefined || told === undefined) return;
    child.sentSeq = told.seq;
    this.#around.post.certain(() => {
      child.isTelling = false;
      child.shard.take(told);
      this.#tell(index);
    });
  }

  /** One at a time, always the newest. */
  #tell(index: number): void {
    const child = this.#children.get(index);
    const told = this.#told(index);
    if (child === undefined || told === undefined || child.isTelling || told.seq <= child.sentSeq) return;
    child.isTelling = true;
    child.sentSeq = told.seq;
    this.allotments += 1;
    const deliver = () => {
      child.isTelling = false;
      child.shard.take(told);
      this.#tell(index);
    };
    // The run goes on asking until it was told that the signal arrived.
    this.#around.post.send(deliver, () => true);
  }

  #told(index: number): Allotment | undefined {
    return this.#shares.open.find((share) => share.index === index && !share.lost)?.told;
  }

  #check(): void {
    if (this.inUse > this.committed) {
      this.#events.onViolation(`${this.inUse} scenarios run, but only ${this.committed} slots were given away`);
    }
  }

  #close(index: number): void {
    const child = this.#children.get(index);
    if (child === undefined) return;
    this.#shares = withClosed(this.#shares, index);
    this.#children.delete(index);
    this.ended += child.shard.ended;
    this.lost += child.shard.lostCount;
    this.#update();
    if (this.#children.size === 0 && this.#pending.length === 0 && !this.#isDone) {
      this.#isDone = true;
      this.#events.onDone();
    }
  }
}
