import { setTimeout as delay } from 'node:timers/promises';
import {
  RESTART_ATTEMPTS_MAX,
  RESTART_DELAY_MS_FIRST,
  RESTART_DELAY_MS_MAX,
  RESTART_HEALTHY_MS,
} from '../../shared/limits.ts';
import { LocalError } from '../local-error.ts';
import type { ChildStatus } from '../protocol.ts';

/** Something that runs until it is stopped or dies. */
export interface Running {
  /** Settles when it, or the first part of it, has died without being asked; says of what in one line. */
  readonly exited: Promise<string>;
  /** Ends all of it; may be called again, also after its death. */
  stop(): Promise<void>;
}

/** Time, for tests. */
export interface KeeperClock {
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const systemClock: KeeperClock = {
  now: Date.now,
  sleep: async (ms, signal) => {
    await delay(ms, undefined, { signal, ref: false });
  },
};

/** Before restart n = 1, 2, …: doubles from the first delay to the largest. */
export function restartDelayMs(attempt: number): number {
  return Math.min(RESTART_DELAY_MS_MAX, RESTART_DELAY_MS_FIRST * 2 ** (attempt - 1));
}

/**
 * Keeps one thing running. A first start that fails is the asker's failure; a death later is answered by restarts with
 * growing delays until one lasts, or until there were too many in a row: then it has given up, and the next who asks
 * for it starts it anew.
 */
export class KeptRunning<T extends Running> {
  readonly #name: string;
  readonly #start: () => Promise<T>;
  readonly #onChange: () => void;
  readonly #clock: KeeperClock;
  readonly #stopping = new AbortController();
  #current: T | undefined;
  #runningSinceMs = 0;
  /** A start or a series of restarts in progress. */
  #pending: Promise<T> | undefined;
  #status: ChildStatus = { phase: 'stopped', restartCount: 0 };
  /** Restarts in a row of which none lasted. */
  #attempts = 0;

  constructor(name: string, start: () => Promise<T>, onChange: () => void = () => {}, clock = systemClock) {
    this.#name = name;
    this.#start = start;
    this.#onChange = onChange;
    this.#clock = clock;
  }

  get current(): T | undefined {
    return this.#current;
  }

  get status(): ChildStatus {
    return this.#status;
  }

  /** The running thing; starts it, or waits for the start that is in progress. */
  ready(): Promise<T> {
    if (this.#current !== undefined) return Promise.resolve(this.#current);
    if (this.#pending === undefined) this.#attempts = 0;
    return this.#pending ?? this.#begin('starting', () => this.#launch());
  }

  /** Stops it and starts it again, for a change of how it is started. */
  restart(): Promise<T> {
    const old = this.#current;
    if (old === undefined) return this.ready();
    this.#current = undefined;
    return this.#begin('restarting', async () => {
      await old.stop();
      return this.#launch();
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const running = this.#current ?? (await this.#pending?.catch(() => undefined));
    this.#current = undefined;
    await running?.stop();
    this.#set({ phase: 'stopped' });
  }

  #begin(phase: 'starting' | 'restarting', work: () => Promise<T>): Promise<T> {
    this.#set({ phase });
    const pending = work().finally(() => {
      // A restart may have begun since: its work goes on.
      if (this.#pending === pending) this.#pending = undefined;
    });
    this.#pending = pending;
    // Whoever waits hears of a failure; nobody may be waiting.
    pending.catch((error: unknown) => {
      if (this.#pending !== undefined || this.#current !== undefined) return;
      this.#set({ phase: this.#attempts > RESTART_ATTEMPTS_MAX ? 'gave-up' : 'stopped', problem: messageOf(error) });
    });
    return pending;
  }

  async #launch(): Promise<T> {
    if (this.#stopping.signal.aborted) throw this.#isStopping();
    const running = await this.#start();
    if (this.#stopping.signal.aborted) {
      await running.stop();
      throw this.#isStopping();
    }
    this.#current = running;
    this.#runningSinceMs = this.#clock.now();
    void running.exited.then((reason) => this.#died(running, reason));
    this.#set({ phase: 'running' });
    return running;
  }

  #died(dead: T, reason: string): void {
    if (this.#current !== dead) return;
    this.#current = undefined;
    if (this.#clock.now() - this.#runningSinceMs >= RESTART_HEALTHY_MS) this.#attempts = 0;
    this.#set({ phase: 'restarting', problem: reason });
    void this.#begin('restarting', async () => {
      // The other parts of it may live on.
      await dead.stop();
      return this.#restartUntilItLasts(reason);
    }).catch(() => {});
  }

  async #restartUntilItLasts(reason: string): Promise<T> {
    let lastReason = reason;
    for (;;) {
      this.#attempts += 1;
      if (this.#attempts > RESTART_ATTEMPTS_MAX) {
        throw new LocalError(
          'Local.StartFailed',
          `${this.#name} died ${RESTART_ATTEMPTS_MAX} times in a row, last: ${lastReason}`,
          'See its log; `muster down` and the next command start it anew.',
        );
      }
      await this.#clock.sleep(restartDelayMs(this.#attempts), this.#stopping.signal);
      this.#status = { ...this.#status, restartCount: this.#status.restartCount + 1 };
      try {
        return await this.#launch();
      } catch (error) {
        if (this.#stopping.signal.aborted) throw error;
        lastReason = messageOf(error);
        this.#set({ phase: 'restarting', problem: lastReason });
      }
    }
  }

  #isStopping(): LocalError {
    return new LocalError('Local.Stopping', `${this.#name} is being stopped`, 'Try again in a moment.');
  }

  #set(change: Partial<ChildStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.#onChange();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
