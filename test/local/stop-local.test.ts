import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAlive } from '../../src/embedded/process-identity.ts';
import { statePathsOf } from '../../src/local/state-dir.ts';
import { stopLocal, stopUnusedLocal } from '../../src/local/stop-local.ts';
import { sleepingChild } from '../support/sleeping-child.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

async function stateWithData() {
  const stateDir = await temporaryDirectory();
  const paths = statePathsOf(stateDir);
  mkdirSync(paths.temporalDir);
  writeFileSync(join(paths.temporalDir, 'data'), '');
  return { stateDir, paths };
}

test('one that is just starting, and cannot be asked yet, is ended before its data is removed', async () => {
  const { stateDir, paths } = await stateWithData();
  const { identity } = await sleepingChild();
  writeFileSync(paths.lockFile, JSON.stringify(identity));
  expect(await stopLocal({ stateDir, purge: true, startTimeoutMs: 0 })).toBe('stopped');
  expect(isAlive(identity)).toBe(false);
  expect(existsSync(stateDir)).toBe(false);
});

test('one that gives up its start while it is waited for is not looked for any longer', async () => {
  const { stateDir, paths } = await stateWithData();
  const { child, identity, ended } = await sleepingChild();
  writeFileSync(paths.lockFile, JSON.stringify(identity));
  const stopped = stopLocal({ stateDir, purge: true });
  child.kill('SIGKILL');
  await ended;
  expect(await stopped).toBe('not-running');
  expect(existsSync(paths.temporalDir)).toBe(false);
});

test('with nothing running purging removes our files only', async () => {
  const { stateDir, paths } = await stateWithData();
  writeFileSync(join(stateDir, 'mine.txt'), '');
  expect(await stopLocal({ stateDir, purge: true })).toBe('not-running');
  expect([paths.temporalDir, paths.lockFile, join(stateDir, 'mine.txt')].map((path) => existsSync(path))).toEqual([
    false,
    false,
    true,
  ]);
  expect(await stopLocal({ stateDir: join(stateDir, 'nowhere'), purge: true })).toBe('not-running');
});

test('a command has nothing to stop when nothing runs', async () => {
  const { stateDir } = await stateWithData();
  expect(await stopUnusedLocal(stateDir)).toBe('not-running');
});
