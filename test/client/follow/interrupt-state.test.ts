import { expect, it } from 'vitest';
import { interrupt } from '../../../src/client/follow/interrupt-state.ts';
import type { InterruptEffect, InterruptEvent, InterruptState } from '../../../src/client/follow/interrupt-state.ts';

const terminal: InterruptState = { mode: 'terminal', canDetach: true, phase: 'following' };
const batch: InterruptState = { ...terminal, mode: 'batch' };
const int = (atMs: number): InterruptEvent => ({ kind: 'signal', signal: 'SIGINT', atMs });
const term: InterruptEvent = { kind: 'signal', signal: 'SIGTERM', atMs: 0 };
const hangup: InterruptEvent = { kind: 'signal', signal: 'SIGHUP', atMs: 0 };
const detach: InterruptEvent = { kind: 'key', key: 'detach' };
const enter: InterruptEvent = { kind: 'key', key: 'enter' };

function effectsOf(initial: InterruptState, events: readonly InterruptEvent[]): InterruptEffect[] {
  let state = initial;
  return events.map((event) => {
    const [next, effect] = interrupt(state, event);
    state = next;
    return effect;
  });
}

it('on a terminal the first Ctrl-C asks, the second cancels, the third leaves with 130', () => {
  expect(effectsOf(terminal, [int(0), int(1_000), int(2_000)])).toEqual([
    { kind: 'ask' },
    { kind: 'cancel' },
    { kind: 'leave', exitCode: 130 },
  ]);
});

it("npm's echo of one Ctrl-C within a second changes nothing", () => {
  expect(effectsOf(terminal, [int(0), int(20), int(999)])).toEqual([
    { kind: 'ask' },
    { kind: 'none' },
    { kind: 'none' },
  ]);
});

it('an echo does not prolong the second in which echoes are ignored', () => {
  expect(effectsOf(terminal, [int(0), int(900), int(1_000)]).at(-1)).toEqual({ kind: 'cancel' });
});

it('Enter takes the question back, so that the next Ctrl-C asks again', () => {
  expect(effectsOf(terminal, [int(0), enter, int(2_000)])).toEqual([
    { kind: 'ask' },
    { kind: 'keep-watching' },
    { kind: 'ask' },
  ]);
});

it('d detaches with 6 at any time, unless local servers end with this client', () => {
  expect(effectsOf(terminal, [detach])).toEqual([{ kind: 'leave', exitCode: 6 }]);
  expect(effectsOf(terminal, [int(0), detach]).at(-1)).toEqual({ kind: 'leave', exitCode: 6 });
  expect(effectsOf({ ...terminal, canDetach: false }, [detach])).toEqual([{ kind: 'none' }]);
});

it('a closed terminal detaches, and cancels when nothing would run on without this client', () => {
  expect(effectsOf(terminal, [hangup])).toEqual([{ kind: 'leave', exitCode: 6, keepsLease: true }]);
  expect(effectsOf({ ...terminal, canDetach: false }, [hangup])).toEqual([{ kind: 'cancel' }]);
});

it.each([
  ['SIGINT', int(0), 130],
  ['SIGTERM', term, 143],
] as const)('without a terminal %s cancels at once and decides the exit code', (_name, event, exitCode) => {
  const [state, effect] = interrupt(batch, event);
  expect(effect).toEqual({ kind: 'cancel' });
  expect(state.signalCode).toBe(exitCode);
});

it('without a terminal the second signal leaves with the code of the first', () => {
  expect(effectsOf(batch, [int(0), term])).toEqual([{ kind: 'cancel' }, { kind: 'leave', exitCode: 130 }]);
});

it('a viewer only leaves', () => {
  const viewer: InterruptState = { ...terminal, mode: 'viewer' };
  expect(effectsOf(viewer, [int(0)])).toEqual([{ kind: 'leave', exitCode: 130 }]);
  expect(effectsOf(viewer, [term])).toEqual([{ kind: 'leave', exitCode: 143 }]);
});

it('--on-interrupt cancel does not ask, and ask without a terminal cancels all the same', () => {
  expect(effectsOf({ ...terminal, onInterrupt: 'cancel' }, [int(0), int(1_000)])).toEqual([
    { kind: 'cancel' },
    { kind: 'leave', exitCode: 130 },
  ]);
  expect(effectsOf({ ...batch, onInterrupt: 'ask' }, [int(0)])).toEqual([{ kind: 'cancel' }]);
});

it.each([int(0), term])('--on-interrupt detach leaves with 6 at a $signal, with and without a terminal', (signal) => {
  for (const state of [terminal, batch]) {
    expect(effectsOf({ ...state, onInterrupt: 'detach' }, [signal])).toEqual([{ kind: 'leave', exitCode: 6 }]);
  }
});

it('a client that only watches leaves with the code of its signal, whatever is set', () => {
  expect(effectsOf({ ...terminal, mode: 'viewer', onInterrupt: 'cancel' }, [int(0)])).toEqual([
    { kind: 'leave', exitCode: 130 },
  ]);
});
