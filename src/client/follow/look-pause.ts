import { setTimeout as sleep } from 'node:timers/promises';
import type { RunReader } from './run-reader.ts';

/** The pause between two looks at a run, which its end cuts short: who waits for it sees it at once. */
export class LookPause {
  readonly #over = new AbortController();
  readonly #left: AbortSignal;
  #awaken = new AbortController();

  /** `left`: ends the pauses and what is asked for. */
  constructor(left: AbortSignal) {
    this.#left = left;
  }

  /** Cuts one pause short when the run has closed: the one that is under way, else the next. */
  watch(reader: RunReader): void {
    const until = AbortSignal.any([this.#left, this.#over.signal]);
    void reader.hasClosed(until).then(() => this.#awaken.abort());
  }

  async pause(durationMs: number): Promise<void> {
    const signal = AbortSignal.any([this.#left, this.#awaken.signal]);
    await sleep(durationMs, undefined, { signal }).catch(() => undefined);
    // Once: it is only a sign to look.
    if (this.#awaken.signal.aborted) this.#awaken = new AbortController();
  }

  /** Nobody waits any more. */
  close(): void {
    this.#over.abort();
  }
}
