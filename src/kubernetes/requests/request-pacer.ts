import { FailureType } from '../../shared/failure-types.ts';
import {
  AWAY_RETRY_MS_MAX,
  AWAY_RETRY_MS_MIN,
  REQUESTS_BURST,
  REQUESTS_PER_SECOND,
  REQUESTS_WAITING_MAX,
  RETRY_AFTER_MS_MAX,
  SECOND_MS,
} from '../../shared/limits.ts';
import { KubernetesError } from '../kubernetes-error.ts';

/** Deletions wait beside everything else, never behind it. */
export type Lane = 'deletion' | 'other';

interface Waiter {
  readonly go: () => void;
  readonly refuse: (error: KubernetesError) => void;
}

/**
 * When requests of one connection may be sent. A bucket of REQUESTS_BURST tokens is refilled with REQUESTS_PER_SECOND;
 * who finds none waits in order, deletions and others by turns. What the server asks for with `Retry-After` holds for
 * all. While nobody can be reached, one request at a time tries for all who wait, ever more rarely.
 */
export class RequestPacer {
  readonly #lanes: Readonly<Record<Lane, Waiter[]>> = { deletion: [], other: [] };
  #lastServed: Lane = 'other';
  #tokens = REQUESTS_BURST;
  #refilledMs = performance.now();
  #heldUntilMs = 0;
  /** How often in a row nobody could be reached. */
  #failures = 0;
  #probing = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Resolves when the request may be sent; every one that was let go must be reported to {@link settled}. Rejects with the
   * signal's reason, with what the attempt for all has failed with, or when REQUESTS_WAITING_MAX wait already.
   */
  async admit(lane: Lane, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#waitingCount >= REQUESTS_WAITING_MAX) throw tooManyWaiting();
    await new Promise<void>((resolve, reject) => {
      const queue = this.#lanes[lane];
      const giveUp = () => {
        queue.splice(queue.indexOf(waiter), 1);
        reject(signal.reason as Error);
      };
      const leave = () => signal.removeEventListener('abort', giveUp);
      const waiter: Waiter = {
        go: () => {
          leave();
          resolve();
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      signal.addEventListener('abort', giveUp, { once: true });
      queue.push(waiter);
      this.#serve();
    });
  }

  /** The server has answered; `retryAfterMs` is what it asked for. */
  answered(retryAfterMs = 0): void {
    this.#failures = 0;
    if (retryAfterMs > 0) this.#hold(Math.min(retryAfterMs, RETRY_AFTER_MS_MAX));
  }

  /** Nobody could be reached: true for whoever waits, too. */
  unreachable(error: KubernetesError): void {
    this.#failures += 1;
    this.#hold(Math.min(AWAY_RETRY_MS_MIN * 2 ** (this.#failures - 1), AWAY_RETRY_MS_MAX));
    for (const lane of Object.values(this.#lanes)) for (const waiter of lane.splice(0)) waiter.refuse(error);
  }

  /** A request that was let go has its answer's head, or never will. */
  settled(): void {
    this.#probing = false;
    this.#serve();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  get #waitingCount(): number {
    return this.#lanes.deletion.length + this.#lanes.other.length;
  }

  #hold(ms: number): void {
    this.#heldUntilMs = Math.max(this.#heldUntilMs, performance.now() + ms);
  }

  #serve(): void {
    while (this.#waitingCount > 0 && !this.#probing) {
      const waitMs = this.#waitMs();
      if (waitMs > 0) {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#serve(), Math.ceil(waitMs));
        return;
      }
      this.#tokens -= 1;
      this.#probing = this.#failures > 0;
      this.#next().go();
    }
  }

  /** Until the next request may be sent. */
  #waitMs(): number {
    const nowMs = performance.now();
    const refill = ((nowMs - this.#refilledMs) / SECOND_MS) * REQUESTS_PER_SECOND;
    this.#tokens = Math.min(REQUESTS_BURST, this.#tokens + refill);
    this.#refilledMs = nowMs;
    const forTokenMs = Math.max(0, ((1 - this.#tokens) / REQUESTS_PER_SECOND) * SECOND_MS);
    return Math.max(this.#heldUntilMs - nowMs, forTokenMs);
  }

  #next(): Waiter {
    const other = this.#lastServed === 'deletion' ? 'other' : 'deletion';
    const lane = this.#lanes[other].length > 0 ? other : this.#lastServed;
    this.#lastServed = lane;
    return this.#lanes[lane].shift() as Waiter;
  }
}

function tooManyWaiting(): KubernetesError {
  return new KubernetesError({
    type: FailureType.ClusterUnavailable,
    retryable: true,
    outcome: 'not-applied',
    reason: 'TOO_MANY_WAITING',
    message: `more than ${REQUESTS_WAITING_MAX} requests wait for the API server already`,
  });
}
