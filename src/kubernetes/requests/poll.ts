import { setTimeout as delay } from 'node:timers/promises';

/** Every wait has an end of its own and listens to its caller. */
export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

interface PollOptions extends WaitOptions {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Asks after `firstMs`, then ever more rarely up to every `maxMs`. False when the time is up; throws the signal's reason. */
export async function poll(options: PollOptions, isDone: () => Promise<boolean>): Promise<boolean> {
  const { firstMs, maxMs, timeoutMs, signal } = options;
  const endMs = Date.now() + timeoutMs;
  for (let waitMs = firstMs; ; waitMs = Math.min(waitMs * 2, maxMs)) {
    await pause(Math.max(0, Math.min(waitMs, endMs - Date.now())), signal);
    if (await isDone()) return true;
    if (Date.now() >= endMs) return false;
  }
}

/** Sleeps, or throws the signal's own reason (Node would wrap it in an error of its own). */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw signal?.aborted === true ? signal.reason : error;
  }
}
