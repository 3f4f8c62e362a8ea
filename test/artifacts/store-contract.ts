import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ArtifactStore } from '../../src/artifacts/index.ts';
import { comparePaths } from '../../src/shared/order.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const text = (content: string) => Buffer.from(content);
const shaOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** What every store does; `open` makes an empty one, which goes with the test. */
export function describeStore(open: () => Promise<ArtifactStore>): void {
  test('what was put is got as it was, and putting it again replaces it as a whole', async () => {
    const store = await open();
    await store.put('a/b/c.json', text('first'));
    expect((await store.get('a/b/c.json', 100))?.toString()).toBe('first');
    await store.put('a/b/c.json', text('2nd'));
    expect((await store.get('a/b/c.json', 100))?.toString()).toBe('2nd');
    await store.put('empty', text(''));
    expect(await store.get('empty', 0)).toEqual(Buffer.alloc(0));
  });

  test('files of some megabytes go through it, byte for byte', async () => {
    const store = await open();
    const bytes = randomBytes(6 * 1024 * 1024 + 17);
    const dir = await temporaryDirectory({ in: bytes, 'in-empty': '', old: 'what was there before' });
    await store.putFile('big', join(dir, 'in'));
    await store.putFile('nothing', join(dir, 'in-empty'));
    expect(await store.getFile('big', join(dir, 'out'))).toBe(true);
    expect(await store.getFile('nothing', join(dir, 'old'))).toBe(true);
    expect(shaOf(await readFile(join(dir, 'out')))).toBe(shaOf(bytes));
    expect(await readFile(join(dir, 'old'), 'utf8')).toBe('');
    expect((await readdir(dir)).toSorted()).toEqual(['in', 'in-empty', 'old', 'out']);
  });

  test('what is not there is no error, and leaves the file that was there', async () => {
    const store = await open();
    const dir = await temporaryDirectory({ kept: 'as it was' });
    await store.put('there/x', text('x'));
    expect(await store.get('there', 10)).toBeUndefined();
    expect(await store.get('not/there', 10)).toBeUndefined();
    expect(await store.getFile('not-there', join(dir, 'kept'))).toBe(false);
    expect(await readFile(join(dir, 'kept'), 'utf8')).toBe('as it was');
    expect(await store.list('not/there')).toEqual([]);
    await store.delete(['not/there']);
  });

  test('a listing has all whose keys begin so, in their order, with their sizes', async () => {
    const store = await open();
    const keys = ['runs/a/1.log', 'runs/a/10.log', 'runs/a/2.log', 'runs/ab/1.log', 'runs/a-b', 'bundles/x.tar.gz'];
    await Promise.all(keys.map((key, index) => store.put(key, Buffer.alloc(index))));
    expect(await store.list('')).toEqual(
      keys.map((key, index) => ({ key, bytes: index })).toSorted((a, b) => comparePaths(a.key, b.key)),
    );
    const under = async (prefix: string) => (await store.list(prefix)).map(({ key }) => key);
    expect(await under('runs/a/')).toEqual(['runs/a/1.log', 'runs/a/10.log', 'runs/a/2.log']);
    expect(await under('runs/a/1')).toEqual(['runs/a/1.log', 'runs/a/10.log']);
    expect(await under('runs/a')).toEqual([
      'runs/a-b',
      'runs/a/1.log',
      'runs/a/10.log',
      'runs/a/2.log',
      'runs/ab/1.log',
    ]);
    expect(await under('bundles/x.tar.gz')).toEqual(['bundles/x.tar.gz']);
  });

  test('what was deleted is gone, and only that', async () => {
    const store = await open();
    await Promise.all(['a/1', 'a/2', 'b'].map((key) => store.put(key, text(key))));
    await store.delete(['a/1', 'a/2']);
    expect(await store.list('')).toEqual([{ key: 'b', bytes: 1 }]);
    await store.put('a/3', text('again'));
    expect((await store.get('a/3', 10))?.toString()).toBe('again');
  });

  test('an object that is larger than it may be is refused before it is read', async () => {
    const store = await open();
    await store.put('large', Buffer.alloc(1_000));
    await expect(store.get('large', 999)).rejects.toMatchObject({ type: 'Artifacts.Unusable' });
    expect((await store.get('large', 1_000))?.byteLength).toBe(1_000);
  });

  test.each([
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '..',
    'a/../b',
    './a',
    'ü',
    'a b',
    'a\\b',
    'a\0b',
    '%2e%2e',
    'x'.repeat(901),
  ])('the key %j is refused by every call', async (key) => {
    const store = await open();
    const refused = { type: 'Artifacts.Unusable' };
    const file = join(await temporaryDirectory({ file: 'x' }), 'file');
    await expect(store.put(key, text('x'))).rejects.toMatchObject(refused);
    await expect(store.putFile(key, file)).rejects.toMatchObject(refused);
    await expect(store.get(key, 10)).rejects.toMatchObject(refused);
    await expect(store.getFile(key, file)).rejects.toMatchObject(refused);
    await expect(store.delete([key])).rejects.toMatchObject(refused);
  });

  test('odd keys that are allowed are kept apart', async () => {
    const store = await open();
    const keys = ['.hidden', '...', '-rf', '_', 'A', 'x.tar.gz', 'a/.b/-c', `${'d'.repeat(100)}/${'e'.repeat(100)}`];
    await Promise.all(keys.map((key) => store.put(key, text(key))));
    for (const key of keys) expect((await store.get(key, 1_000))?.toString()).toBe(key);
    expect((await store.list('')).map(({ key }) => key)).toEqual(keys.toSorted(comparePaths));
  });

  test('many writers of one key leave one of their objects, whole', async () => {
    const store = await open();
    const bodies = Array.from({ length: 20 }, (_, index) => Buffer.alloc(50_000, index));
    await Promise.all(bodies.map((body) => store.put('contested', body)));
    const got = await store.get('contested', 50_000);
    expect(bodies.some((body) => got?.equals(body))).toBe(true);
  });

  test('a check leaves nothing behind', async () => {
    const store = await open();
    await store.check();
    expect(await store.list('')).toEqual([]);
  });

  test('a file that cannot be read fails as itself, not as a fault of the store', async () => {
    const store = await open();
    const dir = await temporaryDirectory();
    await expect(store.putFile('x', join(dir, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
    await writeFile(join(dir, 'there'), '');
    await store.putFile('x', join(dir, 'there'));
  });
}
