import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { holdSignals } from '../../../src/client/follow/held-signals.ts';

function held() {
  const emitter = new EventEmitter();
  const ended: string[] = [];
  return { emitter, ended, signals: holdSignals(emitter, (signal) => ended.push(signal)) };
}

test('a signal that came before its listener is heard once by it', async () => {
  const { emitter, signals, ended } = held();
  emitter.emit('SIGTERM');
  const heard: string[] = [];
  signals.on('SIGINT', () => heard.push('SIGINT'));
  signals.on('SIGTERM', () => heard.push('SIGTERM'));
  await Promise.resolve();
  expect(heard).toEqual(['SIGTERM']);
  emitter.emit('SIGTERM');
  expect(heard).toEqual(['SIGTERM', 'SIGTERM']);
  expect(ended).toEqual([]);
});

test('a second signal before anybody listens ends the process at once', () => {
  const { emitter, ended } = held();
  emitter.emit('SIGINT');
  emitter.emit('SIGTERM');
  expect(ended).toEqual(['SIGTERM']);
});

test('what is released is the system’s again', () => {
  const { emitter, signals } = held();
  expect(emitter.listenerCount('SIGTERM')).toBe(1);
  signals.release();
  expect(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => emitter.listenerCount(signal))).toEqual([0, 0, 0]);
});
