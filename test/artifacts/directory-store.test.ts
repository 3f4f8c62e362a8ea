import { chmod, mkdir, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { openArtifactStore } from '../../src/artifacts/index.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { describeStore } from './store-contract.ts';

const open = (address: string) => openArtifactStore(address, {});
const modeOf = async (path: string) => ((await stat(path)).mode & 0o7777).toString(8);

describe('a directory as a store', () => {
  describeStore(async () => open(join(await temporaryDirectory(), 'store')));
});

test.each([
  (dir: string) => dir,
  (dir: string) => `${dir}/`,
  (dir: string) => `dir://${dir}`,
  (dir: string) => `file://${dir}`,
])('%#: every way to write its address names the same directory', async (address) => {
  const dir = join(await temporaryDirectory(), 'store');
  const store = await open(address(dir));
  await store.put('x', Buffer.from('x'));
  expect(store.place).toBe(dir);
  expect(await readdir(dir)).toEqual(['x', '~partial']);
});

test('what it makes is private', async () => {
  const dir = join(await temporaryDirectory(), 'store');
  const store = await open(dir);
  await store.put('a/b', Buffer.from('x'));
  expect([await modeOf(dir), await modeOf(join(dir, 'a')), await modeOf(join(dir, 'a/b'))]).toEqual([
    '700',
    '700',
    '600',
  ]);
});

test('in a directory that was made for a group, what it makes is for the group', async () => {
  const dir = await temporaryDirectory();
  await chmod(dir, 0o2770);
  await (await open(dir)).put('a/b', Buffer.from('x'));
  expect([await modeOf(join(dir, 'a')), await modeOf(join(dir, 'a/b'))]).toEqual(['2770', '660']);
});

test('an object that somebody replaced by a link leads nowhere', async () => {
  const dir = await temporaryDirectory({ secret: 'not yours', 'store/y': '' });
  await symlink(join(dir, 'secret'), join(dir, 'store/x'));
  const store = await open(join(dir, 'store'));
  await expect(store.get('x', 100)).rejects.toMatchObject({ type: 'Artifacts.Unusable' });
  await expect(store.getFile('x', join(dir, 'out'))).rejects.toMatchObject({ type: 'Artifacts.Unusable' });
  expect((await store.list('')).map(({ key }) => key)).toEqual(['y']);
});

describe('what cannot be a store is said with what helps', () => {
  test('a directory whose mount point is missing is not made somewhere else', async () => {
    const dir = await temporaryDirectory();
    await expect((await open(join(dir, 'mnt/share'))).check()).rejects.toMatchObject({
      type: 'Artifacts.Unusable',
      message: expect.stringContaining('mnt does not exist') as string,
      fix: expect.stringContaining('--artifacts') as string,
    });
    expect(await readdir(dir)).toEqual([]);
  });

  test('a file in its place', async () => {
    const dir = await temporaryDirectory({ store: 'a file' });
    await expect((await open(join(dir, 'store'))).check()).rejects.toMatchObject({ type: 'Artifacts.Unusable' });
  });

  it.runIf(process.getuid?.() !== 0)('a directory that is read-only', async () => {
    const dir = await temporaryDirectory();
    await chmod(dir, 0o500);
    await expect((await open(dir)).check()).rejects.toMatchObject({ type: 'Artifacts.Unusable' });
    await chmod(dir, 0o700);
  });
});

test('half-written files of writers that were killed are removed by a check, those of living ones stay', async () => {
  const dir = await temporaryDirectory();
  await mkdir(join(dir, '~partial'));
  for (const name of ['dead', 'living']) await writeFile(join(dir, '~partial', name), '');
  const longAgo = new Date(Date.now() - 25 * 3_600_000);
  await utimes(join(dir, '~partial', 'dead'), longAgo, longAgo);
  await (await open(dir)).check();
  expect(await readdir(join(dir, '~partial'))).toEqual(['living']);
});
