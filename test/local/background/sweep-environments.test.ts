import { randomUUID } from 'node:crypto';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sweepEnvironments } from '../../../src/local/background/sweep-environments.ts';
import { environmentFileNameOf } from '../../../src/shared/environment-file-name.ts';
import { ENVIRONMENT_AGE_MS_MAX, ENVIRONMENT_START_MS, SECOND_MS } from '../../../src/shared/limits.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const nowMs = Date.now();

async function directoryWith(files: readonly (readonly [name: string, ageMs: number])[]): Promise<string> {
  const directory = await temporaryDirectory();
  for (const [name, ageMs] of files) {
    await writeFile(join(directory, name), '{}', { mode: 0o600 });
    const at = (nowMs - ageMs) / SECOND_MS;
    await utimes(join(directory, name), at, at);
  }
  return directory;
}

const local = (runName: string) => environmentFileNameOf({ runName, isLocal: true }, randomUUID());
const remote = (runName: string) => environmentFileNameOf({ runName, isLocal: false }, randomUUID());

const soon = ENVIRONMENT_START_MS / 2;
const hour = 6 * ENVIRONMENT_START_MS;
const old = ENVIRONMENT_AGE_MS_MAX + SECOND_MS;

test('an environment goes when its run is not open, unless that run may just be starting', async () => {
  const ended = local('ended');
  const starting = local('starting');
  const open = local('open');
  const directory = await directoryWith([
    [ended, hour],
    [starting, soon],
    [open, old],
  ]);
  const isRunOpen = async (runName: string) => runName === 'open';
  expect(await sweepEnvironments({ directory, nowMs, isRunOpen })).toEqual([ended]);
  expect((await readdir(directory)).toSorted()).toEqual([open, starting].toSorted());
});

test('where nobody can tell, only the age decides', async () => {
  const young = [local('a'), remote('a')];
  const aged = [local('b'), remote('b')];
  const directory = await directoryWith([
    ...young.map((name) => [name, hour] as const),
    ...aged.map((name) => [name, old] as const),
  ]);
  const isRunOpen = () => Promise.reject(new Error('not up'));
  expect((await sweepEnvironments({ directory, nowMs, isRunOpen })).toSorted()).toEqual(aged.toSorted());
});

test("a run on somebody else's Temporal is not looked for in the local one", async () => {
  const directory = await directoryWith([[remote('a'), hour]]);
  expect(await sweepEnvironments({ directory, nowMs, isRunOpen: async () => false })).toEqual([]);
});

test('other files stay, however old, and a directory that is not there is empty', async () => {
  const directory = await directoryWith([['notes.json', old]]);
  expect(await sweepEnvironments({ directory, nowMs, isRunOpen: async () => false })).toEqual([]);
  expect(await sweepEnvironments({ directory: '/nowhere', nowMs, isRunOpen: async () => false })).toEqual([]);
});
