import { IDLE_CHECK_INTERVAL_MS, IDLE_EXIT_MS } from '../../shared/limits.ts';

/**
 * Decides when the background process may leave: after {@link IDLE_EXIT_MS} in which every look found no work and
 * nobody asked for anything. Pure; time is passed in.
 */
export class IdleClock {
  #idleSinceMs: number | undefined;

  get idleSinceMs(): number | undefined {
    return this.#idleSinceMs;
  }

  /** Somebody asked for something, or work was found. */
  touched(): void {
    this.#idleSinceMs = undefined;
  }

  foundIdle(nowMs: number): void {
    this.#idleSinceMs ??= nowMs;
  }

  mayLeave(nowMs: number): boolean {
    return this.#idleSinceMs !== undefined && nowMs - this.#idleSinceMs >= IDLE_EXIT_MS;
  }
}

/** Looks regularly until stopped; a look that takes long delays the next. */
export function watchIdle(options: {
  readonly clock: IdleClock;
  readonly isBusy: () => Promise<boolean>;
  readonly onLeave: () => void;
  readonly intervalMs?: number;
}): { stop(): void } {
  const { clock, isBusy, onLeave, intervalMs = IDLE_CHECK_INTERVAL_MS } = options;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    if (await isBusy()) clock.touched();
    else clock.foundIdle(Date.now());
    if (stopped) return;
    if (clock.mayLeave(Date.now())) onLeave();
    else schedule();
  };
  const schedule = () => {
    timer = setTimeout(() => void look(), intervalMs);
    timer.unref();
  };
  schedule();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
