/** A promise that a test opens when it wants to: order is proved by gates, not by sleeps. */
export interface Gate<T = void> {
  readonly opened: Promise<T>;
  open(value: T): void;
}

export function gate<T = void>(): Gate<T> {
  let open: (value: T) => void = () => undefined;
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

const POLL_MS = 20;
/** Ends a wait that would never end; a machine that runs several suites at once takes more than a minute to start a run. */
const POLL_TIMEOUT_MS = 180_000;

/** Resolves as soon as the condition holds; rejects with its name after three minutes, so that a test never hangs. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + POLL_TIMEOUT_MS;
  while (!(await holds())) {
    if (Date.now() > deadlineMs) throw new Error(`still waiting for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
