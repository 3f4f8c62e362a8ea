import { constants } from 'node:os';
import type { SignalSource } from './interrupts.ts';

const HELD = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Signals that wait for somebody who knows what to do with them. */
export interface HeldSignals extends SignalSource {
  /** Gives the signals back; what nobody has asked for is forgotten. */
  release(): void;
}

/**
 * Holds signals from the moment at which a run may have begun until its follower listens to this: by default a signal
 * would end the command in between, and leave a run behind that nobody cancels. The first of each kind is kept for the
 * first listener; a second before that ends the process at once.
 */
export function holdSignals(
  signals: SignalSource,
  endNow: (signal: NodeJS.Signals) => void = (signal) => process.exit(128 + constants.signals[signal]),
): HeldSignals {
  const came = new Set<NodeJS.Signals>();
  const holders = new Map<NodeJS.Signals, () => void>();
  const letGo = (signal: NodeJS.Signals) => {
    const holder = holders.get(signal);
    if (holder !== undefined) signals.off(signal, holder);
    holders.delete(signal);
  };
  for (const signal of HELD) {
    const holder = () => {
      if (came.size > 0) endNow(signal);
      came.add(signal);
    };
    holders.set(signal, holder);
    signals.on(signal, holder);
  }
  return {
    on(signal, listener) {
      signals.on(signal, listener);
      letGo(signal);
      // Not at once: whoever listens is still being set up.
      if (came.delete(signal)) queueMicrotask(listener);
    },
    off: (signal, listener) => signals.off(signal, listener),
    release: () => {
      for (const signal of HELD) letGo(signal);
    },
  };
}
