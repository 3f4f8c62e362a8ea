import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryDigest } from './directory-digest.ts';
import { packDirectory } from './pack.ts';
import type { ArtifactStore } from './store.ts';

export interface SentBundle {
  /** Of the directory's content; the bundle's name in the store. */
  readonly digest: string;
  readonly fileCount: number;
  /** Of the files, and of the archive. */
  readonly bytes: number;
  readonly packedBytes: number;
  /** False: the store had it already. */
  readonly isNew: boolean;
}

/** The place of a bundle in every store. */
export function bundleKeyOf(digest: string): string {
  return `bundles/${digest}.tar.gz`;
}

/**
 * Puts a directory into the store, unless what it holds is there already. Throws what reading the directory and the
 * store throw.
 */
export async function sendBundle(store: ArtifactStore, dir: string): Promise<SentBundle> {
  const { digest, fileCount, bytes } = await directoryDigest(dir);
  const there = (await store.list(bundleKeyOf(digest))).find(({ key }) => key === bundleKeyOf(digest));
  if (there !== undefined) return { digest, fileCount, bytes, packedBytes: there.bytes, isNew: false };
  const work = await mkdtemp(join(tmpdir(), 'muster-bundle-'));
  try {
    const file = join(work, 'bundle.tar.gz');
    // By what went in: somebody may have saved a file since.
    const packed = await packDirectory(dir, file);
    await store.putFile(bundleKeyOf(packed), file);
    return { digest: packed, fileCount, bytes, packedBytes: (await stat(file)).size, isNew: true };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
