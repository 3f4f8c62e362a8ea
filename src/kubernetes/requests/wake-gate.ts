import { pause } from './poll.ts';

export interface WakeGate {
  /** Several opens are one. */
  open(): void;
  /** True once opened, false when the time is up. Throws the signal's reason. */
  opened(options: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined }): Promise<boolean>;
}

/** Lets one waiter sleep until somebody else has something for him. */
export function wakeGate(): WakeGate {
  const controller = new AbortController();
  return {
    open: () => controller.abort(),
    async opened({ timeoutMs, signal }) {
      signal?.throwIfAborted();
      const giveUp = () => controller.abort();
      signal?.addEventListener('abort', giveUp, { once: true });
      try {
        await pause(timeoutMs, controller.signal);
        return false;
      } catch {
        signal?.throwIfAborted();
        return true;
      } finally {
        signal?.removeEventListener('abort', giveUp);
      }
    },
  };
}
