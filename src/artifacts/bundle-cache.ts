import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUNDLE_MARK_INTERVAL_MS } from '../shared/limits.ts';
import { ArtifactsError, invalidBundle } from './artifacts-error.ts';
import { directoryDigest, shortDigest } from './directory-digest.ts';
import { fileError } from './directory-errors.ts';
import { pruneBundles } from './prune-bundles.ts';
import { bundleKeyOf } from './send-bundle.ts';
import type { ArtifactStore } from './store.ts';
import { unpackBundle } from './unpack.ts';

/** An unpacked bundle for as long as it is needed. */
export interface HeldBundle {
  readonly dir: string;
  /** It may be removed from now on. May be called again. */
  readonly release: () => void;
}

/**
 * Unpacked bundles on this host: `DIGEST.RANDOM/`, and beside each a file `DIGEST.RANDOM.used` whose time says when it
 * was used last. Each appears by one rename when it is whole and verified. Several workers may share the directory.
 */
export class BundleCache {
  private readonly dir: string;
  private readonly store: ArtifactStore;
  private readonly fetching = new Map<string, Promise<string>>();
  /** How many hold each; their marks are renewed, so that no other worker takes them for unused. */
  private readonly held = new Map<string, number>();
  private readonly timer: NodeJS.Timeout;

  constructor(dir: string, store: ArtifactStore) {
    this.dir = dir;
    this.store = store;
    this.timer = setInterval(() => {
      for (const name of this.held.keys()) void mark(join(dir, name));
    }, BUNDLE_MARK_INTERVAL_MS);
    this.timer.unref();
  }

  /**
   * A directory with exactly what the digest stands for: what a script changed in an earlier run is not taken again.
   * Throws `Bundle.Invalid` when the store has no such bundle or another one under its name; store and disk as usual.
   */
  async verified(digest: string): Promise<string> {
    const running = this.fetching.get(digest);
    if (running !== undefined) return await running;
    const found = this.find(digest).catch((error: unknown) => {
      throw fileError(
        `The cache of bundles ${this.dir} cannot be used`,
        'make room, or name another: XDG_CACHE_HOME',
        error,
      );
    });
    this.fetching.set(digest, found);
    try {
      return await found;
    } finally {
      this.fetching.delete(digest);
    }
  }

  /** Keeps a directory of {@link verified} from being removed. Undefined: it is gone already. */
  async hold(name: string): Promise<HeldBundle | undefined> {
    this.held.set(name, (this.held.get(name) ?? 0) + 1);
    let isReleased = false;
    const release = () => {
      if (isReleased) return;
      isReleased = true;
      const left = (this.held.get(name) ?? 1) - 1;
      if (left === 0) this.held.delete(name);
      else this.held.set(name, left);
    };
    const dir = join(this.dir, name);
    if ((await mark(dir)) && (await isDirectory(dir))) return { dir, release };
    release();
    return undefined;
  }

  close(): void {
    clearInterval(this.timer);
  }

  /** Its name in the cache. */
  private async find(digest: string): Promise<string> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.dir)) {
      if (!name.startsWith(`${digest}.`) || name.endsWith('.used')) continue;
      // Marked before it is looked at: nobody removes it meanwhile.
      const isMarked = await mark(join(this.dir, name));
      const there = isMarked ? await directoryDigest(join(this.dir, name)).catch(() => undefined) : undefined;
      if (there?.digest === digest) return name;
    }
    return await this.fetch(digest);
  }

  private async fetch(digest: string): Promise<string> {
    const work = join(this.dir, `~${randomUUID()}`);
    await mkdir(join(work, 'tree'), { recursive: true, mode: 0o700 });
    try {
      const file = join(work, 'bundle.tar.gz');
      const which = `Bundle ${shortDigest(digest)} of ${this.store.place}`;
      if (!(await this.store.getFile(bundleKeyOf(digest), file))) {
        throw invalidBundle(`${which} is not there: it was removed, or put into another store than this worker's.`);
      }
      await unpackBundle(file, join(work, 'tree')).catch((error: unknown) => {
        if (error instanceof ArtifactsError)
          throw invalidBundle(`${which} cannot be unpacked. ${error.message}`, error);
        throw error;
      });
      const { digest: unpacked, bytes } = await directoryDigest(join(work, 'tree'));
      if (unpacked !== digest) throw invalidBundle(`${which} is not what its name says.`);
      const name = `${digest}.${randomBytes(4).toString('hex')}`;
      await writeFile(join(this.dir, `${name}.used`), JSON.stringify({ bytes }), { mode: 0o600 });
      await rename(join(work, 'tree'), join(this.dir, name));
      await pruneBundles(this.dir, new Set([name, ...this.held.keys()]));
      return name;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
}

async function mark(dir: string): Promise<boolean> {
  const now = new Date();
  return await utimes(`${dir}.used`, now, now).then(
    () => true,
    () => false,
  );
}

async function isDirectory(dir: string): Promise<boolean> {
  return await stat(dir).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
