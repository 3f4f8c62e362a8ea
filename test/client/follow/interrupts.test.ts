import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { InterruptEffect } from '../../../src/client/follow/interrupt-state.ts';
import { listenForInterrupts } from '../../../src/client/follow/interrupts.ts';
import { fakeInvocation } from '../support/fake-invocation.ts';

it('signals become effects until the listener is closed, and then belong to the process again', () => {
  const signals = new EventEmitter();
  const effects: InterruptEffect[] = [];
  const initial = { mode: 'batch', canDetach: true, phase: 'following' } as const;
  const interrupts = listenForInterrupts(fakeInvocation('/'), signals, initial, (effect) => effects.push(effect));
  signals.emit('SIGTERM');
  expect(effects).toEqual([{ kind: 'cancel' }]);
  expect(interrupts.state.signalCode).toBe(143);
  interrupts.close();
  expect(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => signals.listenerCount(signal))).toEqual([0, 0, 0]);
});

it('on a terminal keys are read raw: Ctrl-C, d and Enter', () => {
  const invocation = fakeInvocation('/');
  const rawModes: boolean[] = [];
  Object.assign(invocation.stdin, { isTTY: true, setRawMode: (isRaw: boolean) => rawModes.push(isRaw) });
  Object.assign(invocation.stderr, { isTTY: true });
  const effects: InterruptEffect[] = [];
  const initial = { mode: 'terminal', canDetach: true, phase: 'following' } as const;
  const interrupts = listenForInterrupts(invocation, new EventEmitter(), initial, (effect) => effects.push(effect));
  for (const key of ['\u0003', '\r', 'x', 'd']) invocation.stdin.emit('data', Buffer.from(key));
  interrupts.close();
  expect(effects).toEqual([{ kind: 'ask' }, { kind: 'keep-watching' }, { kind: 'leave', exitCode: 6 }]);
  expect(rawModes).toEqual([true, false]);
});
