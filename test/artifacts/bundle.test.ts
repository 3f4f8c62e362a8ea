import { chmod, lstat, mkdir, readdir, readFile, readlink, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Header, type HeaderData } from 'tar';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BundleCache, directoryDigest, openArtifactStore, sendBundle } from '../../src/artifacts/index.ts';
import { staysInside } from '../../src/artifacts/link-target.ts';
import { packDirectory } from '../../src/artifacts/pack.ts';
import { pruneBundles } from '../../src/artifacts/prune-bundles.ts';
import { bundleKeyOf } from '../../src/artifacts/send-bundle.ts';
import { unpackBundle } from '../../src/artifacts/unpack.ts';
import { comparePaths } from '../../src/shared/order.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

interface Entry {
  readonly path: string;
  readonly content: Uint8Array;
  readonly isExecutable: boolean;
  /** A link to something beside it instead of a file. */
  readonly target?: string | undefined;
}

async function write(dir: string, entries: readonly Entry[]): Promise<void> {
  for (const { path, content, isExecutable, target } of entries) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    if (target === undefined) await writeFile(join(dir, path), content, { mode: isExecutable ? 0o755 : 0o644 });
    else await symlink(target, join(dir, path));
  }
}

const segment = fc.oneof(
  fc.stringMatching(/^[a-z0-9 ._-]{1,12}$/),
  fc.constantFrom('ü', '日本', 'a\tb', '-rf', "it's", 'x'.repeat(120), '😀', '...'),
);
const isName = (name: string) =>
  !['.', '..', '.git', '.hg', '.svn', 'node_modules', '.muster', '.DS_Store'].includes(name);
const trees = fc
  .uniqueArray(
    fc.record({
      path: fc.array(segment.filter(isName), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')),
      content: fc.uint8Array({ maxLength: 2_000 }),
      isExecutable: fc.boolean(),
      target: fc.option(fc.constantFrom('beside', './x', 'not/there'), { nil: undefined, freq: 4 }),
    }),
    { maxLength: 12, selector: ({ path }) => path },
  )
  // No file can lie below another.
  .map((entries) => entries.filter(({ path }) => !entries.some((other) => path.startsWith(`${other.path}/`))));

/** Everything of a directory, as a person would compare it. */
async function look(dir: string, path = ''): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(join(dir, path), { withFileTypes: true })) {
    const below = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(found, await look(dir, below));
    else if (entry.isSymbolicLink()) found[below] = `-> ${await readlink(join(dir, below))}`;
    else {
      const { mode } = await lstat(join(dir, below));
      found[below] = `${(mode & 0o100) === 0 ? '-' : 'x'} ${(await readFile(join(dir, below))).toString('hex')}`;
    }
  }
  return found;
}

async function cacheOf(store: Awaited<ReturnType<typeof openArtifactStore>>, dir: string): Promise<BundleCache> {
  const cache = new BundleCache(dir, store);
  onTestFinished(() => cache.close());
  return cache;
}

async function storeAndCache() {
  const dir = await temporaryDirectory();
  const store = await openArtifactStore(join(dir, 'store'), {});
  return { dir, store, cacheDir: join(dir, 'cache'), cache: await cacheOf(store, join(dir, 'cache')) };
}

describe('a bundle', () => {
  test('of any directory comes out as it went in, with the digest of the directory, and always the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(trees, async (entries) => {
        const dir = await temporaryDirectory();
        await write(join(dir, 'in'), [...entries, { path: 'x.sh', content: new Uint8Array(), isExecutable: false }]);
        const digest = await packDirectory(join(dir, 'in'), join(dir, 'one'));
        expect((await directoryDigest(join(dir, 'in'))).digest).toBe(digest);
        await mkdir(join(dir, 'out'));
        await unpackBundle(join(dir, 'one'), join(dir, 'out'));
        expect(await look(join(dir, 'out'))).toEqual(await look(join(dir, 'in')));
        expect((await directoryDigest(join(dir, 'out'))).digest).toBe(digest);
        await packDirectory(join(dir, 'out'), join(dir, 'two'));
        expect(await readFile(join(dir, 'two'))).toEqual(await readFile(join(dir, 'one')));
        await rm(dir, { recursive: true });
      }),
      { numRuns: 25 },
    );
  });

  test('is put once, and taken by workers that see nothing of the directory', async () => {
    const { dir, store, cache } = await storeAndCache();
    await write(join(dir, 'in'), [{ path: 'a/b.sh', content: Buffer.from('exit 0'), isExecutable: true }]);
    const sent = await sendBundle(store, join(dir, 'in'));
    expect(sent).toMatchObject({ isNew: true, fileCount: 1, bytes: 6 });
    expect(await sendBundle(store, join(dir, 'in'))).toEqual({ ...sent, isNew: false });
    await rm(join(dir, 'in'), { recursive: true });
    const [name, again] = await Promise.all([cache.verified(sent.digest), cache.verified(sent.digest)]);
    expect(again).toBe(name);
    const held = await cache.hold(name);
    expect(await readFile(join(held?.dir ?? '', 'a/b.sh'), 'utf8')).toBe('exit 0');
    expect(await readdir(join(dir, 'cache'))).toEqual([name, `${name}.used`]);
  });

  test('that a script wrote into is not taken for the next run', async () => {
    const { dir, store, cache } = await storeAndCache();
    await write(join(dir, 'in'), [{ path: 'a.sh', content: Buffer.from('exit 0'), isExecutable: false }]);
    const { digest } = await sendBundle(store, join(dir, 'in'));
    const first = await cache.verified(digest);
    expect(await cache.verified(digest)).toBe(first);
    await writeFile(join(dir, 'cache', first, 'made-by-a-script'), '');
    const second = await cache.verified(digest);
    expect(second).not.toBe(first);
    expect(await readdir(join(dir, 'cache', second))).toEqual(['a.sh']);
  });

  test('that the store does not have, or has another under its name, is refused', async () => {
    const { dir, store, cache } = await storeAndCache();
    await expect(cache.verified('0'.repeat(64))).rejects.toMatchObject({ type: 'Bundle.Invalid' });
    await write(join(dir, 'in'), [{ path: 'a.sh', content: Buffer.from('exit 0'), isExecutable: false }]);
    const { digest } = await sendBundle(store, join(dir, 'in'));
    await store.put(bundleKeyOf('1'.repeat(64)), (await store.get(bundleKeyOf(digest), 10_000)) ?? Buffer.alloc(0));
    await expect(cache.verified('1'.repeat(64))).rejects.toMatchObject({ type: 'Bundle.Invalid' });
    await store.put(bundleKeyOf('2'.repeat(64)), Buffer.from('no archive at all'));
    await expect(cache.verified('2'.repeat(64))).rejects.toMatchObject({ type: 'Bundle.Invalid' });
    expect(await readdir(join(dir, 'cache'))).toEqual([]);
  });

  test('is made of names of two lines where the format has a place for them, and else refused', async () => {
    const dir = await temporaryDirectory({ 'in/a\nb': '1', 'out/x': '', [`long/${'x'.repeat(120)}\nb`]: '1' });
    const digest = await packDirectory(join(dir, 'in'), join(dir, 'one'));
    await rm(join(dir, 'out/x'));
    await unpackBundle(join(dir, 'one'), join(dir, 'out'));
    expect((await directoryDigest(join(dir, 'out'))).digest).toBe(digest);
    await expect(packDirectory(join(dir, 'long'), join(dir, 'two'))).rejects.toMatchObject({
      type: 'Artifacts.Unusable',
    });
  });

  test.each(['/etc/passwd', '../outside', 'a/../../outside', 'sub/..'])(
    'is not made of a directory with a link to %s',
    async (target) => {
      const dir = await temporaryDirectory({ 'in/a.sh': '' });
      await symlink(target, join(dir, 'in/link'));
      await expect(packDirectory(join(dir, 'in'), join(dir, 'out'))).rejects.toMatchObject({
        type: 'Artifacts.Unusable',
      });
    },
  );
});

test('a link that stays inside stays there whatever other such links it leads over', () => {
  // Directories d0/d1/d2 are real; every link is resolved by hand over the others, as the kernel does.
  const parts = fc.array(fc.constantFrom('..', '.', 'd0', 'd1', 'd2', 'l0', 'l1', 'l2'), {
    minLength: 1,
    maxLength: 6,
  });
  const places = ['', 'd0', 'd0/d1', 'd0/d1/d2'];
  fc.assert(
    fc.property(
      fc.tuple(parts, parts, parts),
      fc.array(fc.nat({ max: 3 }), { minLength: 3, maxLength: 3 }),
      (targets, at) => {
        const links = targets.map((target, index) => ({
          path: [places[at[index] ?? 0] ?? '', `l${index}`].filter((part) => part !== '').join('/'),
          target: target.join('/'),
        }));
        const good = links.filter(({ path, target }) => staysInside(path, target));
        const walk = (
          from: readonly string[],
          steps: readonly string[],
          budget: number,
        ): readonly string[] | 'outside' => {
          const [step, ...rest] = steps;
          if (step === undefined || budget === 0) return from;
          if (step === '.') return walk(from, rest, budget - 1);
          if (step === '..') return from.length === 0 ? 'outside' : walk(from.slice(0, -1), rest, budget - 1);
          const path = [...from, step].join('/');
          const link = good.find((each) => each.path === path);
          if (link === undefined) return walk([...from, step], rest, budget - 1);
          return walk(from, [...link.target.split('/'), ...rest], budget - 1);
        };
        for (const { path, target } of good) {
          expect(walk(path.split('/').slice(0, -1), target.split('/'), 60)).not.toBe('outside');
        }
      },
    ),
    { numRuns: 1_000 },
  );
});

describe('an archive that our own packing does not write is refused as a whole', () => {
  function archive(...entries: readonly (HeaderData & { readonly body?: string })[]): Buffer {
    const blocks = entries.flatMap(({ body = '', ...data }) => {
      const header = new Header({ mode: 0o644, mtime: new Date(0), uid: 0, gid: 0, size: body.length, ...data });
      header.encode();
      const padding = Buffer.alloc((512 - (body.length % 512)) % 512);
      return [header.block ?? Buffer.alloc(0), Buffer.from(body), padding];
    });
    return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1_024)]));
  }
  const file = (path: string, more: Partial<HeaderData> = {}) => ({ path, type: 'File' as const, body: 'x', ...more });
  const link = (path: string, linkpath: string) => ({ path, linkpath, type: 'SymbolicLink' as const });
  const good = archive(file('a.sh'));

  test.each<[string, Buffer]>([
    ['an absolute path', archive(file('/tmp/muster-escaped'))],
    ['a path upwards', archive(file('../escaped'))],
    ['a path upwards inside', archive(file('a/../../escaped'))],
    ['a path with an empty part', archive(file('a//b'))],
    ['a link to an absolute path', archive(link('l', '/etc'))],
    ['a link upwards', archive(link('a/l', '../..'))],
    ['a link over a link to the outside', archive(link('a/up', '..'), link('l', 'a/up/..'))],
    ['a file through a link', archive(link('l', 'd'), file('d/x'), file('l/y'))],
    ['a file in the place of a link', archive(link('l', 'd'), file('l'))],
    ['the same file twice', archive(file('a'), file('a'))],
    ['a hard link', archive(file('a'), { path: 'b', linkpath: 'a', type: 'Link' })],
    ['a device', archive({ path: 'd', type: 'CharacterDevice', devmaj: 1, devmin: 3 })],
    ['a pipe', archive({ path: 'p', type: 'FIFO' })],
    ['a directory', archive({ path: 'd/', type: 'Directory', mode: 0o755 })],
    ['a set-uid program', archive(file('a', { mode: 0o4755 }))],
    ['what no digest would see', archive(file('a.sh'), file('node_modules/x.js'))],
    ['what would make a directory look like results', archive(file('a/.muster/x'))],
    ['a broken header', gzipSync(Buffer.from('x'.repeat(512)))],
    ['half of an archive', good.subarray(0, good.length - 12)],
    ['half of a file', gzipSync(Buffer.concat([new Uint8Array(512)]).fill(1))],
    ['no archive', Buffer.from('hello')],
    ['nothing at all', Buffer.alloc(0)],
    ['a file that is larger than a bundle', archive({ ...file('a'), body: '', size: 300 * 1024 * 1024 })],
    ['an archive that never ends', gzipSync(Buffer.alloc(40 * 1024 * 1024))],
  ])('%s', async (what, bytes) => {
    const dir = await temporaryDirectory({ 'bundle.tar.gz': bytes });
    await mkdir(join(dir, 'out'));
    const refused = await unpackBundle(join(dir, 'bundle.tar.gz'), join(dir, 'out')).then(
      () => undefined,
      (error: unknown) => error,
    );
    // Blocks of zeros are the end of an archive, so that one is empty and not what any digest stands for.
    if (what !== 'an archive that never ends') expect(refused).toMatchObject({ type: 'Bundle.Invalid' });
    expect((await readdir(dir)).toSorted()).toEqual(['bundle.tar.gz', 'out']);
    await expect(lstat('/tmp/muster-escaped')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('the digest of a directory', () => {
  const base = { 'a.sh': 'exit 0', 'lib/b.sh': 'echo' };
  const digestOf = async (dir: string) => (await directoryDigest(dir)).digest;

  test.each<[string, (dir: string) => Promise<unknown>]>([
    ['a byte of a file', (dir) => writeFile(join(dir, 'a.sh'), 'exit 1')],
    ['a new file', (dir) => writeFile(join(dir, 'c.sh'), '')],
    ['a hidden file', (dir) => writeFile(join(dir, '.helmignore'), '')],
    ['a file less', (dir) => rm(join(dir, 'a.sh'))],
    ['an execute bit', (dir) => chmod(join(dir, 'a.sh'), 0o755)],
    ['a link', (dir) => symlink('a.sh', join(dir, 'l'))],
    [
      'a file that became a link to the same content',
      async (dir) => {
        await rm(join(dir, 'lib/b.sh'));
        await writeFile(join(dir, 'lib/c'), 'echo');
        await symlink('c', join(dir, 'lib/b.sh'));
      },
    ],
  ])('changes with %s', async (_, change) => {
    const dir = await temporaryDirectory(base);
    const before = await digestOf(dir);
    await change(dir);
    expect(await digestOf(dir)).not.toBe(before);
  });

  test.each<[string, (dir: string) => Promise<unknown>]>([
    ['the time of a file', (dir) => utimes(join(dir, 'a.sh'), 1, 1)],
    ['rights of others', (dir) => chmod(join(dir, 'a.sh'), 0o600)],
    ['an empty directory', (dir) => mkdir(join(dir, 'empty/deeper'), { recursive: true })],
    ['version control', (dir) => write(dir, [{ path: '.git/HEAD', content: Buffer.from('x'), isExecutable: false }])],
    [
      'installed packages',
      (dir) => write(dir, [{ path: 'lib/node_modules/x.js', content: Buffer.from('x'), isExecutable: false }]),
    ],
    [
      'results of a run',
      async (dir) => {
        await mkdir(join(dir, 'test-results/.muster'), { recursive: true });
        await writeFile(join(dir, 'test-results/a.json'), '{}');
      },
    ],
  ])('does not change with %s', async (_, change) => {
    const dir = await temporaryDirectory(base);
    const before = await digestOf(dir);
    await change(dir);
    expect(await digestOf(dir)).toBe(before);
  });

  test('is the same wherever the directory lies, and never the same for two that differ', async () => {
    const seen = new Map<string, string>();
    await fc.assert(
      fc.asyncProperty(trees, async (entries) => {
        const dir = await temporaryDirectory();
        for (const place of ['one', 'other']) await write(join(dir, place), entries);
        await mkdir(join(dir, 'one'), { recursive: true });
        await mkdir(join(dir, 'other'), { recursive: true });
        const digest = await digestOf(join(dir, 'one'));
        expect(await digestOf(join(dir, 'other'))).toBe(digest);
        const what = JSON.stringify(
          Object.entries(await look(join(dir, 'one'))).toSorted(([a], [b]) => comparePaths(a, b)),
        );
        expect(seen.get(digest) ?? what).toBe(what);
        seen.set(digest, what);
        await rm(dir, { recursive: true });
      }),
      { numRuns: 15 },
    );
  });

  test('of a directory that is not there says which', async () => {
    await expect(directoryDigest('/not/there')).rejects.toMatchObject({
      type: 'Plan.NoDirectory',
      message: expect.stringContaining('/not/there') as string,
    });
  });
});

describe('the cache of bundles', () => {
  const HOUR_MS = 3_600_000;

  async function cacheWith(
    bundles: Readonly<Record<string, { readonly unusedHours: number; readonly bytes: number }>>,
  ) {
    const dir = await temporaryDirectory();
    const nowMs = Date.now();
    for (const [name, { unusedHours, bytes }] of Object.entries(bundles)) {
      await write(dir, [{ path: `${name}/a.sh`, content: Buffer.from(''), isExecutable: false }]);
      await writeFile(join(dir, `${name}.used`), JSON.stringify({ bytes }));
      const usedAt = new Date(nowMs - unusedHours * HOUR_MS);
      await utimes(join(dir, `${name}.used`), usedAt, usedAt);
    }
    return dir;
  }
  const left = async (dir: string) => (await readdir(dir)).filter((name) => !name.endsWith('.used')).toSorted();

  test('loses the least recently used first, and only as many as its bounds ask for', async () => {
    const dir = await cacheWith({
      a: { unusedHours: 4, bytes: 10 },
      b: { unusedHours: 3, bytes: 10 },
      c: { unusedHours: 2, bytes: 10 },
    });
    await pruneBundles(dir, new Set(), Date.now(), { countMax: 2, bytesMax: 100 });
    expect(await left(dir)).toEqual(['b', 'c']);
    await pruneBundles(dir, new Set(), Date.now(), { countMax: 9, bytesMax: 15 });
    expect(await readdir(dir)).toEqual(['c', 'c.used']);
  });

  test('keeps what is in use, here or by another worker, however full it is', async () => {
    const dir = await cacheWith({
      held: { unusedHours: 300, bytes: 10 },
      marked: { unusedHours: 0.1, bytes: 10 },
      old: { unusedHours: 1, bytes: 10 },
    });
    await pruneBundles(dir, new Set(['held']), Date.now(), { countMax: 0, bytesMax: 0 });
    expect(await left(dir)).toEqual(['held', 'marked']);
  });

  test('loses what nobody has used for a week, however empty it is', async () => {
    const dir = await cacheWith({ week: { unusedHours: 169, bytes: 1 }, day: { unusedHours: 24, bytes: 1 } });
    await pruneBundles(dir, new Set());
    expect(await left(dir)).toEqual(['day']);
  });

  test('says of a bundle that went meanwhile that it is gone', async () => {
    const { cache } = await storeAndCache();
    expect(await cache.hold('gone')).toBeUndefined();
  });
});
