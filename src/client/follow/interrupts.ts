import type { Invocation } from '../invocation.ts';
import { isInteractive } from '../invocation.ts';
import type { InterruptEffect, InterruptEvent, InterruptState } from './interrupt-state.ts';
import { interrupt } from './interrupt-state.ts';
import { listenForKeys } from './keyboard.ts';
import type { Key } from './keys.ts';

/** Where signals come from: the process, or a test's emitter. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

export interface Interrupts {
  readonly state: InterruptState;
  /** Gives signals and the keyboard back. */
  close(): void;
}

/** What gets the keys that are not for leaving. */
export interface KeyTarget {
  /** A page is open: all keys but Ctrl-C are for it, unless a question waits for its answer. */
  readonly hasPane: boolean;
  press(key: Key): void;
}

const watched = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Turns signals, and on a terminal keys, into effects. In raw mode Ctrl-C arrives as a key, so it is made a SIGINT. */
export function listenForInterrupts(
  invocation: Invocation,
  signals: SignalSource,
  initial: InterruptState,
  onEffect: (effect: InterruptEffect, state: InterruptState) => void,
  target?: KeyTarget,
): Interrupts {
  let state = initial;
  const apply = (event: InterruptEvent) => {
    const [next, effect] = interrupt(state, event);
    state = next;
    if (effect.kind !== 'none') onEffect(effect, next);
  };
  const listeners = watched.map((signal) => {
    const listener = () => apply({ kind: 'signal', signal, atMs: Date.now() });
    signals.on(signal, listener);
    return () => signals.off(signal, listener);
  });
  const onKey = (key: Key) => {
    const isForTarget = target?.hasPane === true && state.phase !== 'asked';
    if (key === 'ctrl-c') apply({ kind: 'signal', signal: 'SIGINT', atMs: Date.now() });
    else if (key === 'd' && !isForTarget) apply({ kind: 'key', key: 'detach' });
    else if (key === 'enter' && !isForTarget) apply({ kind: 'key', key: 'enter' });
    else target?.press(key);
  };
  const stopKeys = isInteractive(invocation) ? listenForKeys(invocation.stdin, onKey) : () => undefined;
  return {
    get state() {
      return state;
    },
    close: () => {
      for (const stop of listeners) stop();
      stopKeys();
    },
  };
}
