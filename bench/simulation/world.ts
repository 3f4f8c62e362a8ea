import type { SimulatedClock } from './clock.ts';

/** What a scenario costs beside its script: assumed, of the size that one at a time has on the embedded servers. */
const CREATE_MS = 300;
const DELETE_PODS_MS = 500;
/** A constant of the namespace controller. */
export const DELETION_FLOOR_MS = 5_000;

export interface WorldOptions {
  readonly workers: number;
  readonly slotsPerWorker: number;
  /** Namespaces a second that the namespace controller finishes. */
  readonly deletionsPerSecond: number;
}

/** Workers that run scripts, and a cluster that makes and deletes namespaces: everything that is not about slots. */
export class World {
  readonly #clock: SimulatedClock;
  readonly #deletionIntervalMs: number;
  #idle: number;
  readonly #queue: (() => void)[] = [];
  #queueAt = 0;
  #deletedAtMs = 0;
  #namespaces = 0;
  peakNamespaces = 0;
  scriptsMs = 0;
  /** Sum of what scripts waited for a worker, though they had a slot. */
  queuedMs = 0;

  constructor(clock: SimulatedClock, { workers, slotsPerWorker, deletionsPerSecond }: WorldOptions) {
    this.#clock = clock;
    this.#idle = workers * slotsPerWorker;
    this.#deletionIntervalMs = 1_000 / deletionsPerSecond;
  }

  /** `onFreed`: the slot is free, the namespace drains. `onGone`: it is gone. */
  runScenario(scriptMs: number, onFreed: () => void, onGone: () => void): void {
    this.#namespaces += 1;
    this.peakNamespaces = Math.max(this.peakNamespaces, this.#namespaces);
    this.#clock.after(CREATE_MS, () => {
      this.#onWorker(scriptMs, () => {
        this.#clock.after(DELETE_PODS_MS, () => {
          onFreed();
          this.#drain(onGone);
        });
      });
    });
  }

  #onWorker(scriptMs: number, onEnded: () => void): void {
    const queuedAtMs = this.#clock.nowMs;
    const begin = () => {
      this.queuedMs += this.#clock.nowMs - queuedAtMs;
      this.scriptsMs += scriptMs;
      this.#clock.after(scriptMs, () => {
        onEnded();
        const next = this.#queue[this.#queueAt];
        if (next === undefined) {
          this.#idle += 1;
        } else {
          this.#queueAt += 1;
          next();
        }
      });
    };
    if (this.#idle === 0) {
      this.#queue.push(begin);
    } else {
      this.#idle -= 1;
      begin();
    }
  }

  /** One after the other at the controller's rate, none before the floor. */
  #drain(onGone: () => void): void {
    const { nowMs } = this.#clock;
    this.#deletedAtMs = Math.max(nowMs + DELETION_FLOOR_MS, this.#deletedAtMs + this.#deletionIntervalMs);
    this.#clock.after(this.#deletedAtMs - nowMs, () => {
      this.#namespaces -= 1;
      onGone();
    });
  }
}
