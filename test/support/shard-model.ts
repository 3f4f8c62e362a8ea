import type { Allotment, ShardReport } from '../../src/shared/allotment.ts';
import type { Shares } from '../../src/shared/allotments.ts';
import {
  allot,
  committedTo,
  wantsAnother,
  withClosed,
  withLost,
  withOpened,
  withReport,
} from '../../src/shared/allotments.ts';
import { summarize } from '../../src/shared/outcome.ts';
import type { LastReport, ReportPacing } from '../../src/shared/shard-reports.ts';
import { isWorthReporting } from '../../src/shared/shard-reports.ts';

/** A shard as it really is, which its run does not know. */
export interface ModelShard {
  readonly index: number;
  readonly count: number;
  newest: Allotment;
  running: number;
  ended: number;
  seq: number;
  last: LastReport;
  dead: boolean;
}

interface Message {
  readonly index: number;
  readonly allotment?: Allotment;
  readonly report?: ShardReport;
}

/** A run and its shards with messages between them that may be lost, doubled and reordered, and no Temporal. */
export class ShardModel {
  shares: Shares = { limit: 0, open: [] };
  readonly messages: Message[] = [];
  readonly shards = new Map<number, ModelShard>();
  readonly done = new Set<number>();
  limit: number;
  paused = false;
  nowMs = 1_000_000;
  reportCount = 0;
  /** Tellings that are signals: a shard gets its first with its input. */
  tellingCount = 0;
  private opened = 0;
  private readonly sizes: readonly number[];
  private readonly pacing: ReportPacing;

  constructor(sizes: readonly number[], limit: number, pacing: ReportPacing) {
    this.sizes = sizes;
    this.limit = limit;
    this.pacing = pacing;
    this.update();
  }

  get running(): number {
    return [...this.shards.values()].reduce((sum, { running }) => sum + running, 0);
  }

  get unfinished(): number {
    const ended = [...this.shards.values()].reduce((sum, shard) => sum + shard.ended, 0);
    const gone = [...this.done].reduce((sum, index) => sum + (this.sizes[index] ?? 0), 0);
    return this.sizes.reduce((sum, size) => sum + size, 0) - ended - gone;
  }

  /** Of shards that are not dead, those included that are not open yet. */
  get unfinishedAlive(): number {
    const dead = [...this.shards.values()].filter((shard) => shard.dead);
    return this.unfinished - dead.reduce((sum, { count, ended }) => sum + count - ended, 0);
  }

  /** The run looks at what it knows. Throws when it gives away what may be in use. */
  update(): void {
    this.shares = { ...this.shares, limit: this.paused ? 0 : this.limit };
    while (this.opened < this.sizes.length && wantsAnother(this.shares)) {
      this.shares = withOpened(this.shares, this.opened, this.sizes[this.opened] ?? 0);
      this.opened += 1;
    }
    const before = committedTo(this.shares.open);
    const { shares, telling } = allot(this.shares);
    this.shares = shares;
    const after = committedTo(shares.open);
    if (after > Math.max(before, shares.limit)) throw new Error(`${after} of ${shares.limit} given away`);
    for (const [index, allotment] of telling) {
      if (this.shards.has(index)) {
        this.messages.push({ index, allotment });
        this.tellingCount += 1;
      } else this.shards.set(index, newShard(index, this.sizes[index] ?? 0, allotment));
    }
  }

  deliver({ index, allotment, report }: Message): void {
    const shard = this.shards.get(index);
    if (report !== undefined) {
      this.shares = withReport(this.shares, index, report);
      this.update();
    } else if (shard !== undefined && allotment !== undefined && allotment.seq > shard.newest.seq) {
      shard.newest = allotment;
    }
  }

  /** As many as it may. */
  start(shard: ModelShard): void {
    if (shard.dead) return;
    const room = Math.max(0, shard.newest.slots - shard.running);
    shard.running += Math.min(room, shard.count - shard.ended - shard.running);
  }

  finish(shard: ModelShard): void {
    if (shard.running === 0) return;
    shard.running -= 1;
    shard.ended += 1;
  }

  report(shard: ModelShard): void {
    shard.seq += 1;
    const report = reportOf(shard);
    this.messages.push({ index: shard.index, report });
    shard.last = { report, atMs: this.nowMs };
    this.reportCount += 1;
  }

  reportIfWorth(shard: ModelShard): void {
    const now = { ...reportOf(shard), seq: shard.seq + 1 };
    if (!shard.dead && isWorthReporting(shard.last, now, shard.newest, this.pacing, this.nowMs)) this.report(shard);
  }

  /** Its workflow is gone; what runs goes on until it is {@link finish}ed. */
  kill(shard: ModelShard): void {
    shard.dead = true;
    this.shares = withLost(this.shares, shard.index);
    this.update();
  }

  /** What has ended, or is dead and quiet, closes. */
  closeDone(): void {
    for (const shard of this.shards.values()) {
      if (shard.running > 0 || (!shard.dead && shard.ended < shard.count)) continue;
      this.shards.delete(shard.index);
      this.done.add(shard.index);
      this.shares = withClosed(this.shares, shard.index);
      this.update();
    }
  }
}

function newShard(index: number, count: number, newest: Allotment): ModelShard {
  const shard = { index, count, newest, running: 0, ended: 0, seq: 0, dead: false };
  return { ...shard, last: { report: { ...reportOf(shard), allotmentSeq: 0 }, atMs: 0 } };
}

function reportOf({ index, count, newest, running, ended, seq }: Omit<ModelShard, 'last'>): ShardReport {
  const totals = { ...summarize([]), total: ended, passed: ended };
  const waiting = count - running - ended;
  return { index, seq, allotmentSeq: newest.seq, inUse: running, waiting, draining: 0, totals, stuck: [] };
}
