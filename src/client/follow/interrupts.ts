import type { Invocation } from '../invocation.ts';
import { isInteractive } from '../invocation.ts';
import type { InterruptEffect, InterruptEvent, InterruptState } from './interrupt-state.ts';
import { interrupt } from './interrupt-state.ts';

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

const CTRL_C = '\u0003';
const watched = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Turns signals, and on a terminal keys, into effects. In raw mode Ctrl-C arrives as a key, so it is made a SIGINT. */
export function listenForInterrupts(
  invocation: Invocation,
  signals: SignalSource,
  initial: InterruptState,
  onEffect: (effect: InterruptEffect, state: InterruptState) => void,
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
  const stopKeys = isInteractive(invocation) ? listenForKeys(invocation.stdin, apply) : () => undefined;
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

function listenForKeys(stdin: NodeJS.ReadStream, apply: (event: InterruptEvent) => void): () => void {
  const onData = (data: Buffer) => {
    for (const character of data.toString('utf8')) {
      if (character === CTRL_C) apply({ kind: 'signal', signal: 'SIGINT', atMs: Date.now() });
      else if (character === 'd') apply({ kind: 'key', key: 'detach' });
      else if (character === '\r' || character === '\n') apply({ kind: 'key', key: 'enter' });
    }
  };
  stdin.setRawMode(true);
  stdin.on('data', onData);
  stdin.resume();
  return () => {
    stdin.off('data', onData);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
