import type { Random } from '../random.ts';
import type { SimulatedClock } from './clock.ts';

export interface PostOptions {
  /** Median of the time that a message takes, which is log-normal: some overtake others. */
  readonly delayMs: number;
  /** Shares of messages, 0 to 1. */
  readonly doubled: number;
  readonly lost: number;
  /** After which the newest is sent again when it was lost. */
  readonly resendMs: number;
}

export interface PostCounts {
  sent: number;
  doubled: number;
  /** Sent again later. */
  resent: number;
  /** Lost for good, because there was a newer one by then. */
  dropped: number;
}

const DELAY_SIGMA = 1;

/** Messages that are late, out of order, doubled and lost, as far as a protocol of absolute values may bear. */
export class Post {
  readonly counts: PostCounts = { sent: 0, doubled: 0, resent: 0, dropped: 0 };
  readonly #clock: SimulatedClock;
  readonly #random: Random;
  readonly #options: PostOptions;

  constructor(clock: SimulatedClock, random: Random, options: PostOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#options = options;
  }

  /** A message that may be lost when `isNewest` is no longer so. */
  send(deliver: () => void, isNewest: () => boolean): void {
    this.counts.sent += 1;
    const { lost, doubled, resendMs } = this.#options;
    if (this.#random.chance(doubled)) {
      this.counts.doubled += 1;
      this.certain(deliver);
    }
    if (!this.#random.chance(lost)) return this.certain(deliver);
    this.#clock.after(resendMs, () => {
      if (isNewest()) {
        this.counts.resent += 1;
        this.certain(deliver);
      } else {
        this.counts.dropped += 1;
      }
    });
  }

  /** What Temporal itself sees to: the start and the end of a child. */
  certain(deliver: () => void): void {
    this.#clock.after(this.#random.logNormal(this.#options.delayMs, DELAY_SIGMA), deliver);
  }
}
