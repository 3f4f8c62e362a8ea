import { expect, test } from 'vitest';
import { KnownClients } from '../../../src/local/background/known-clients.ts';
import { sleepingChild } from '../../support/sleeping-child.ts';

test('a command that has asked counts while it lives, for all but itself', async () => {
  const clients = new KnownClients();
  const { child, identity, ended } = await sleepingChild();
  clients.asked(identity.pid);
  expect(clients.anyBeside(identity.pid)).toBe(false);
  expect(clients.anyBeside(process.pid)).toBe(true);
  child.kill('SIGKILL');
  await ended;
  expect(clients.anyBeside(process.pid)).toBe(false);
});
