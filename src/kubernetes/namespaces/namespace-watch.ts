import { GONE_SETTLE_MS, WATCH_LINGER_MS } from '../../shared/limits.ts';
import type { NamespaceRef } from '../../shared/namespace.ts';
import type { Connection } from '../requests/connection.ts';
import type { SeenNamespaces } from './follow-namespaces.ts';
import { followNamespaces } from './follow-namespaces.ts';
import type { WaitOptions } from '../requests/poll.ts';
import { pause } from '../requests/poll.ts';
import { wakeGate } from '../requests/wake-gate.ts';

/**
 * The one list+watch of this process over the namespaces of muster, shared by all who wait. It runs while somebody
 * waits and WATCH_LINGER_MS longer. What it says is a sign, not a proof: a label that is taken off looks like a
 * deletion. While it cannot be held, a LIST every WATCH_RETRY_MS stands in for it.
 */
export interface NamespaceWatch {
  /** True as soon as one of the namespaces is not seen any more; false when the time is up. Throws the signal's reason. */
  vanished(refs: readonly NamespaceRef[], options: WaitOptions): Promise<boolean>;
  close(): void;
}

export function watchNamespaces(connection: Connection): NamespaceWatch {
  const waiters = new Set<() => void>();
  /** `undefined` before the first LIST. */
  let seen: SeenNamespaces | undefined;
  let running: AbortController | undefined;
  let linger: NodeJS.Timeout | undefined;

  function enter(waiter: () => void): void {
    clearTimeout(linger);
    waiters.add(waiter);
    if (running !== undefined) return;
    running = new AbortController();
    void followNamespaces(connection, running.signal, (current) => {
      seen = current;
      for (const waiting of waiters) waiting();
    });
  }

  function leave(waiter: () => void): void {
    waiters.delete(waiter);
    if (waiters.size === 0) linger = setTimeout(stop, WATCH_LINGER_MS).unref();
  }

  function stop(): void {
    clearTimeout(linger);
    running?.abort();
    running = undefined;
    seen = undefined;
  }

  return {
    async vanished(refs, options) {
      const isGone = (ref: NamespaceRef) => seen !== undefined && isMissing(seen, ref);
      const gate = wakeGate();
      const look = () => {
        if (refs.some(isGone)) gate.open();
      };
      enter(look);
      try {
        look();
        if (!(await gate.opened(options))) return false;
        // Others follow within moments: one proof then serves them all.
        if (!refs.every(isGone)) await pause(GONE_SETTLE_MS, options.signal);
        return true;
      } finally {
        leave(look);
      }
    },
    close: stop,
  };
}

function isMissing(seen: SeenNamespaces, ref: NamespaceRef): boolean {
  const uid = seen.get(ref.name);
  return uid === undefined || (ref.uid !== undefined && ref.uid !== uid);
}
