import { WISH_SETTLE_MS } from '../../shared/limits.ts';

/**
 * Sends the last of several wishes that follow each other quickly, one at a time: what is wished for while one is on its
 * way is sent after it, and only the newest of that.
 */
export class Wish<T> {
  private readonly send: (value: T) => Promise<void>;
  private timer: NodeJS.Timeout | undefined;
  private next: { readonly value: T } | undefined;
  private isSending = false;
  private isClosed = false;

  /** `send` must not reject. */
  constructor(send: (value: T) => Promise<void>) {
    this.send = send;
  }

  /** Nothing waits and nothing is on its way. */
  get isSettled(): boolean {
    return this.next === undefined && !this.isSending;
  }

  make(value: T): void {
    if (this.isClosed) return;
    this.next = { value };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.sendNext(), WISH_SETTLE_MS);
  }

  /** What is not on its way yet is not sent any more. */
  close(): void {
    this.isClosed = true;
    this.next = undefined;
    clearTimeout(this.timer);
  }

  private async sendNext(): Promise<void> {
    const { next } = this;
    if (next === undefined || this.isSending) return;
    this.next = undefined;
    this.isSending = true;
    try {
      await this.send(next.value);
    } finally {
      this.isSending = false;
      // One that has settled by now has found this one on its way.
      this.sendWaiting();
    }
  }

  private sendWaiting(): void {
    if (this.next !== undefined) this.make(this.next.value);
  }
}
