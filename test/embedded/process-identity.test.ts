import { expect, test } from 'vitest';
import { identityOf, isAlive, ownIdentity, signalProcess } from '../../src/embedded/process-identity.ts';
import { sleepingChild } from '../support/sleeping-child.ts';

test('recognises itself', () => {
  expect(isAlive(ownIdentity())).toBe(true);
});

test('a process that was killed is not alive', async () => {
  const { child, identity, ended } = await sleepingChild();
  expect(isAlive(identity)).toBe(true);
  child.kill('SIGKILL');
  await ended;
  expect(isAlive(identity)).toBe(false);
  expect(signalProcess(identity, 'SIGTERM')).toBe(false);
});

test.each([
  ['start time', { startedAt: '1' }],
  ['boot', { bootId: 'another' }],
  ['command', { command: 'another' }],
])('a pid that is used again is not believed: other %s', async (_what, other) => {
  const { child, identity } = await sleepingChild();
  const reused = { ...identity, ...other };
  expect(isAlive(reused)).toBe(false);
  expect(signalProcess(reused, 'SIGKILL')).toBe(false);
  expect(child.signalCode).toBe(null);
  expect(isAlive(identity)).toBe(true);
});

test('there is no process of a pid beyond the largest', () => {
  expect(identityOf(2 ** 30)).toBeUndefined();
});
