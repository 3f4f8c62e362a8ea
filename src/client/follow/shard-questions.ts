import { setTimeout as sleep } from 'node:timers/promises';
import { SHARDS_ASKED_AT_ONCE, SHARDS_REPLAYED_AT_ONCE } from '../../shared/limits.ts';
import type { ShardProgress } from '../../shared/run-progress.ts';
import { troubleOf } from '../temporal/temporal-trouble.ts';
import type { ShardAnswer } from './compose-progress.ts';

/** Asks a shard for what has finished in it since then. */
export type AskShard = (shard: ShardProgress, cursor: number) => Promise<ShardAnswer>;

export interface ShardQuestion {
  readonly shard: ShardProgress;
  readonly cursor: number;
}

/**
 * Questions to shards, SHARDS_ASKED_AT_ONCE open and SHARDS_REPLAYED_AT_ONCE closed ones at a time and never two to one
 * of them. Who waits for the answers waits for
 * so long only: what comes later is handed out with the next ones.
 */
export class ShardQuestions {
  private readonly ask: AskShard;
  private readonly open = new Map<number, Promise<void>>();
  private readonly answers = new Map<number, ShardAnswer>();
  private replayCount = 0;

  constructor(ask: AskShard) {
    this.ask = ask;
  }

  /** By index of the shard. Never rejects; a question that cannot be begun in time is not asked. */
  async answersTo(questions: readonly ShardQuestion[], patienceMs: number): Promise<Map<number, ShardAnswer>> {
    const queue = questions.filter(({ shard }) => !this.answers.has(shard.index) && !this.open.has(shard.index));
    const wanted = new Set(questions.map(({ shard }) => shard.index));
    const stop = new AbortController();
    const timeUp = sleep(patienceMs, true, { signal: stop.signal }).catch(() => true);
    try {
      for (;;) {
        this.begin(queue);
        const awaited = [...this.open].filter(([index]) => wanted.has(index) || queue.length > 0);
        if (awaited.length === 0) break;
        const isOver = await Promise.race([timeUp, ...awaited.map(([, answered]) => answered)]);
        if (isOver === true) break;
      }
    } finally {
      stop.abort();
    }
    const answers = new Map(this.answers);
    this.answers.clear();
    return answers;
  }

  private begin(queue: ShardQuestion[]): void {
    for (const question of queue.splice(0)) {
      const { shard, cursor } = question;
      if (this.mayAsk(shard)) this.open.set(shard.index, this.keep(shard, cursor));
      else queue.push(question);
    }
  }

  private mayAsk({ state }: ShardProgress): boolean {
    if (state !== 'open') return this.replayCount < SHARDS_REPLAYED_AT_ONCE;
    return this.open.size - this.replayCount < SHARDS_ASKED_AT_ONCE;
  }

  private async keep(shard: ShardProgress, cursor: number): Promise<void> {
    const replays = shard.state === 'open' ? 0 : 1;
    this.replayCount += replays;
    const answer = await this.ask(shard, cursor).catch((error: unknown): ShardAnswer => ({
      kind: 'failed',
      mayPass: troubleOf(error, 'worker') !== undefined,
    }));
    this.answers.set(shard.index, answer);
    this.open.delete(shard.index);
    this.replayCount -= replays;
  }
}
