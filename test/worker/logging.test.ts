import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { logDestination, readable } from '../../src/worker/logging.ts';

test('a line for people has the time, the level, the message and the rest', () => {
  const line = JSON.stringify({ level: 40, time: Date.UTC(2026, 0, 2, 3, 4, 5), taskQueue: 'q', msg: 'not yet' });
  expect(readable(line)).toBe('03:04:05 warn  not yet {"taskQueue":"q"}\n');
});

test('a line without a message or of a level of its own is still readable', () => {
  expect(readable('{"level":35,"time":0}')).toBe('00:00:00 35    \n');
});

test.runIf(existsSync('/dev/full'))('a full disk ends nobody who writes to the log', () => {
  const destination = logDestination('/dev/full');
  expect(() => {
    destination.write('one\n');
    destination.write('two\n');
  }).not.toThrow();
});
