/** The caller's signal and a time limit as one signal, which knows afterwards which of the two it was. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** True once the time was up before the caller gave up. */
  expired(): boolean;
  /** The limit that counts now. */
  ms(): number;
  /** Counts from now again: for streams, whose limit is silence. */
  restart(ms: number): void;
  /** Must be called when the work has settled. */
  clear(): void;
}

/** `AbortSignal.any` and `.timeout` would do the same and keep a listener on long-lived signals in Node 20. */
export function startDeadline(ms: number, caller: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let expired = false;
  let limitMs = ms;
  const expire = () => {
    expired = !controller.signal.aborted;
    controller.abort();
  };
  const giveUp = () => controller.abort(caller?.reason);
  let timer = setTimeout(expire, ms);
  if (caller?.aborted === true) giveUp();
  else caller?.addEventListener('abort', giveUp, { once: true });
  return {
    signal: controller.signal,
    expired: () => expired,
    ms: () => limitMs,
    restart(again) {
      limitMs = again;
      clearTimeout(timer);
      timer = setTimeout(expire, again);
    },
    clear() {
      clearTimeout(timer);
      caller?.removeEventListener('abort', giveUp);
    },
  };
}
