import { type Allotment, type ShardReport, startableOf } from './allotment.ts';
import { DRAINING_MIN, DRAINING_PER_SLOT } from './limits.ts';

/** What a run knows of one of its open shards. */
export interface Share {
  readonly index: number;
  /** The newest that has arrived; of a shard that has not reported yet, one of its own making with `seq` 0. */
  readonly report: Pick<ShardReport, 'seq' | 'allotmentSeq' | 'inUse' | 'waiting' | 'startable' | 'draining'>;
  /** What it was told last; `seq` 0 and no slots before the first. */
  readonly told: Allotment;
  /**
   * What it may still go by: every telling since the one that it has reported, without those that a later one with as
   * many slots makes pointless. So `slots` falls from one to the next.
   */
  readonly mayGoBy: readonly Pick<Allotment, 'seq' | 'slots'>[];
  /** It closed without a result: it starts nothing more, but what it started may still run. */
  readonly lost: boolean;
}

/** How a run's slots are divided between its shards. Pure data without a clock: the run and simulations drive it. */
export interface Shares {
  /** Scenarios that may run at once in the whole run; 0 when paused. */
  readonly limit: number;
  /** Fixed bound of draining namespaces. Absent: the larger of 128 and 4 × the limit. */
  readonly drainingMax?: number | undefined;
  /** What becomes of everything that has not started. Absent: it starts. */
  readonly refusal?: Allotment['refusal'] | undefined;
  /** Open shards, in the order in which they opened. */
  readonly open: readonly Share[];
}

/** How many slots the shard may be using now, whatever was lost, repeated or overtaken on the way. */
export function committedOf({ report, mayGoBy }: Share): number {
  const { inUse, waiting } = report;
  // With nothing waiting it can only give slots back; and it never has more to run than what runs and what waits.
  return Math.max(inUse, Math.min(inUse + waiting, mayGoBy[0]?.slots ?? 0));
}

/** Slots that are given away or still in use. At most the limit, except after a lower one was set, until they are free. */
export function committedTo(open: readonly Share[]): number {
  return open.reduce((sum, share) => sum + committedOf(share), 0);
}

/** One more shard, with no slots yet: {@link allot} gives it its first allotment. */
export function withOpened(shares: Shares, index: number, scenarioCount: number): Shares {
  const report = { seq: 0, allotmentSeq: 0, inUse: 0, waiting: scenarioCount, draining: 0 };
  const told = { seq: 0, slots: 0, drainingMax: 0 };
  return { ...shares, open: [...shares.open, { index, report, told, mayGoBy: [told], lost: false }] };
}

/** What the shard says now; nothing when it is older than what is known, or cannot be true. */
export function withReport(shares: Shares, index: number, report: Share['report']): Shares {
  return withShare(shares, index, (share) => {
    if (report.seq <= share.report.seq || report.allotmentSeq > share.told.seq) return share;
    const later = share.mayGoBy.filter(({ seq }) => seq >= report.allotmentSeq);
    return { ...share, report, mayGoBy: later };
  });
}

/** The shard has closed without a result; its slots stay taken until {@link withClosed}. */
export function withLost(shares: Shares, index: number): Shares {
  return withShare(shares, index, (share) => ({ ...share, lost: true }));
}

/** The shard is done, and what it had is free. */
export function withClosed(shares: Shares, index: number): Shares {
  return { ...shares, open: shares.open.filter((share) => share.index !== index) };
}

/**
 * Whether another shard is worth opening: what could start in the open ones is less than the slots that are free and
 * one round more. That one is ready then when the first of the others' slots becomes free.
 */
export function wantsAnother({ limit, open }: Shares): boolean {
  const startable = open.filter(({ lost }) => !lost).reduce((sum, share) => sum + startableOf(share.report), 0);
  const free = limit - open.reduce((sum, { report }) => sum + report.inUse, 0);
  return limit > 0 && startable < Math.max(0, free) + limit;
}

/** What to tell whom now: what is already so is not told again. */
export function allot(shares: Shares): { readonly shares: Shares; readonly telling: ReadonlyMap<number, Allotment> } {
  const slots = slotsOf(shares);
  const room = roomOf(shares, slots);
  const telling = new Map<number, Allotment>();
  const open = shares.open.map((share) => {
    const next = {
      seq: share.told.seq + 1,
      slots: slots.get(share.index) ?? share.told.slots,
      drainingMax: room.get(share.index) ?? share.told.drainingMax,
      ...(shares.refusal === undefined ? {} : { refusal: shares.refusal }),
    };
    if (share.lost || !isNews(share.told, next, drainingMaxOf(shares))) return share;
    const larger = share.mayGoBy.filter((told) => told.slots > next.slots);
    const told = larger.length === 0 ? next : { ...next, confirm: true as const };
    telling.set(share.index, told);
    return { ...share, told, mayGoBy: [...larger, { seq: next.seq, slots: next.slots }] };
  });
  return { shares: { ...shares, open }, telling };
}

function withShare(shares: Shares, index: number, change: (share: Share) => Share): Shares {
  return { ...shares, open: shares.open.map((share) => (share.index === index ? change(share) : share)) };
}

/** A shard with nothing waiting, or that is lost, is told nothing more. */
function isHungry({ report, lost }: Share): boolean {
  return !lost && report.waiting > 0;
}

/**
 * The slots of each shard that still has something to start. A shard keeps what it has and can use; what is free goes
 * to the one that opened first. When the limit was lowered, the one that opened last gives first. A raise is given only
 * out of slots that nobody may be using any more.
 */
function slotsOf({ limit, open }: Shares): Map<number, number> {
  const hungry = open.filter(isHungry);
  const left = { slots: limit - committedTo(open.filter((share) => !isHungry(share))) };
  const wanted = new Map<number, number>();
  const fill = (upTo: (share: Share) => number) => {
    for (const share of hungry) {
      const has = wanted.get(share.index) ?? 0;
      const more = Math.max(0, Math.min(upTo(share) - has, left.slots));
      wanted.set(share.index, has + more);
      left.slots -= more;
    }
  };
  fill(({ told, report }) => Math.min(told.slots, report.inUse + startableOf(report)));
  fill(({ report }) => report.inUse + startableOf(report));
  // Beyond that they could use slots only later: better there than nowhere.
  fill(({ report }) => report.inUse + report.waiting);
  const spare = { slots: limit - committedTo(open) };
  return new Map(hungry.map((share) => [share.index, affordable(share, wanted.get(share.index) ?? 0, spare)]));
}

/** Takes what a raise costs out of `spare`. */
function affordable(share: Share, wanted: number, spare: { slots: number }): number {
  const committed = committedOf(share);
  if (wanted < committed) return wanted;
  // What it was told and has no scenarios for is not taken back: that would be a message for nothing.
  if (wanted === committed) return Math.max(wanted, share.told.slots);
  const more = Math.max(0, Math.min(wanted - committed, spare.slots));
  spare.slots -= more;
  return committed + more;
}

function drainingMaxOf({ limit, drainingMax }: Shares): number {
  return drainingMax ?? Math.max(DRAINING_MIN, DRAINING_PER_SLOT * limit);
}

/** The bound of draining namespaces, in proportion to the slots; what the others drain and will drain comes off first. */
function roomOf(shares: Shares, slots: ReadonlyMap<number, number>): Map<number, number> {
  const taken = shares.open
    .filter((share) => !isHungry(share))
    .reduce((sum, { report }) => sum + report.draining + report.inUse, 0);
  const all = Math.max(0, drainingMaxOf(shares) - taken);
  const total = [...slots.values()].reduce((sum, count) => sum + count, 0);
  let left = all;
  const room = new Map<number, number>();
  for (const [index, count] of slots) {
    const part = count === 0 ? 0 : Math.min(left, Math.max(1, Math.floor((all * count) / total)));
    room.set(index, part);
    left -= part;
  }
  return room;
}

/** A bound of draining namespaces that differs by little is not worth a message. */
const DRAINING_NEWS_PART = 2;

function isNews(told: Allotment, next: Allotment, drainingMax: number): boolean {
  if (told.seq === 0 || told.slots !== next.slots || told.refusal?.reason !== next.refusal?.reason) return true;
  const change = Math.abs(told.drainingMax - next.drainingMax);
  return change > 0 && (change * DRAINING_NEWS_PART >= drainingMax || told.drainingMax === 0 || next.drainingMax === 0);
}
