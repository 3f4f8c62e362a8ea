import { NO_WORKER_NOTICE_MS, REVIVALS_MAX, REVIVE_INTERVAL_MS, UNREADABLE_GIVE_UP_MS } from '../../shared/limits.ts';
import type { Trouble } from '../temporal/temporal-trouble.ts';

/** One stretch of time without answers: when to speak of it, when to mend it, when to give up. */
export class Outage {
  private readonly now: () => number;
  private sinceMs: number | undefined;
  private noticed: Trouble | undefined;
  private revivedAtMs = Number.NEGATIVE_INFINITY;
  private revivalCount = 0;

  constructor(now: () => number) {
    this.now = now;
  }

  /** True when this trouble is to be told now. */
  notice(trouble: Trouble): boolean {
    this.sinceMs ??= this.now();
    if (this.noticed === trouble || this.now() - this.sinceMs < NO_WORKER_NOTICE_MS) return false;
    this.noticed = trouble;
    return true;
  }

  /** The trouble that ends, when it was told. */
  end(): Trouble | undefined {
    const { noticed } = this;
    this.sinceMs = undefined;
    this.noticed = undefined;
    this.revivalCount = 0;
    return noticed;
  }

  lastsTooLong(): boolean {
    return this.sinceMs !== undefined && this.now() - this.sinceMs > UNREADABLE_GIVE_UP_MS;
  }

  mayRevive(): boolean {
    if (this.revivalCount >= REVIVALS_MAX || this.now() - this.revivedAtMs < REVIVE_INTERVAL_MS) return false;
    this.revivalCount += 1;
    this.revivedAtMs = this.now();
    return true;
  }
}
