import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acquireInstanceLock, lockHolder } from '../../src/local/instance-lock.ts';
import { ownIdentity } from '../../src/embedded/process-identity.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { sleepingChild } from '../support/sleeping-child.ts';

test('of two starters one gets the lock, and the next after its release', async () => {
  const path = join(await temporaryDirectory(), 'lock');
  const first = acquireInstanceLock(path, ownIdentity());
  expect(first).toBeDefined();
  expect(acquireInstanceLock(path, ownIdentity())).toBeUndefined();
  first?.release();
  expect(acquireInstanceLock(path, ownIdentity())).toBeDefined();
});

test('the lock of a killed process is taken over, that of a living one is not', async () => {
  const directory = await temporaryDirectory();
  const path = join(directory, 'lock');
  const { child, identity, ended } = await sleepingChild();
  writeFileSync(path, JSON.stringify(identity));
  expect(acquireInstanceLock(path, ownIdentity())).toBeUndefined();
  expect(lockHolder(path)).toEqual(identity);
  child.kill('SIGKILL');
  await ended;
  expect(acquireInstanceLock(path, ownIdentity())).toBeDefined();
  expect(lockHolder(path)).toEqual(ownIdentity());
  expect(readdirSync(directory)).toEqual(['lock']);
});

test('a reused pid does not hold a lock', async () => {
  const path = join(await temporaryDirectory(), 'lock');
  const { identity } = await sleepingChild();
  writeFileSync(path, JSON.stringify({ ...identity, startedAt: '1' }));
  expect(acquireInstanceLock(path, ownIdentity())).toBeDefined();
});

test.each(['', '{"pid":', '{"pid":-1}'])(
  'an unreadable lock %j, as a crash of the machine leaves it, is stale',
  async (content) => {
    const path = join(await temporaryDirectory(), 'lock');
    writeFileSync(path, content);
    expect(acquireInstanceLock(path, ownIdentity())).toBeDefined();
  },
);

test('a release does not remove the lock of another', async () => {
  const path = join(await temporaryDirectory(), 'lock');
  const mine = acquireInstanceLock(path, ownIdentity());
  const { identity } = await sleepingChild();
  writeFileSync(path, JSON.stringify(identity));
  mine?.release();
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(identity);
});
