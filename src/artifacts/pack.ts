import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants as zlibConstants, createGzip } from 'node:zlib';
import { Header, Pax } from 'tar';
import { BUNDLE_BYTES_MAX } from '../shared/limits.ts';
import { unusable } from './artifacts-error.ts';
import { staysInside } from './link-target.ts';
import { readTree, unreadable, type TreeEntry } from './tree.ts';
import { sha256Of, TreeHash } from './tree-hash.ts';
import { sizeText } from './too-large.ts';

const BLOCK_BYTES = 512;
/** The modes of files in a bundle; there are no others. */
export const FILE_MODE = 0o644;
export const PROGRAM_MODE = 0o755;

/**
 * Packs a directory into a new file, a tar archive under gzip, the same for the same content. Returns the digest of
 * what went into it, which is that of {@link directoryDigest} unless somebody changed it meanwhile. Throws
 * `Artifacts.Unusable` for links that lead out of it.
 */
export async function packDirectory(dir: string, file: string): Promise<string> {
  const entries = await readTree(dir);
  const leading = entries.find((entry) => entry.kind === 'link' && !staysInside(entry.path, entry.target));
  if (leading?.kind === 'link') {
    throw unusable(
      `The link ${leading.path} in ${dir} leads to ${leading.target}, which would not be in the bundle.`,
      'put what it leads to into the directory, or let the link lead to something in it',
    );
  }
  const hash = new TreeHash();
  // Quickly: what is large in such a directory is mostly compressed already.
  await pipeline(
    Readable.from(blocksOf(dir, entries, hash)),
    createGzip({ level: zlibConstants.Z_BEST_SPEED }),
    createWriteStream(file, { mode: 0o600 }),
  );
  return hash.digest();
}

/** Each file is read once, for the archive and for the digest: so the two cannot differ. */
async function* blocksOf(dir: string, entries: readonly TreeEntry[], hash: TreeHash): AsyncGenerator<Buffer> {
  let bytes = 0;
  for (const entry of entries) {
    if (entry.kind === 'link') {
      hash.add(entry);
      yield* headerOf(entry, 0);
      continue;
    }
    const content = await readFile(join(dir, entry.path)).catch((error: unknown) => {
      throw unreadable(dir, ` below it, ${entry.path},`, error);
    });
    bytes += content.length;
    if (bytes > BUNDLE_BYTES_MAX)
      throw unusable(`${dir} grew beyond ${sizeText(BUNDLE_BYTES_MAX)} while it was packed.`);
    hash.add(entry, sha256Of(content));
    yield* headerOf(entry, content.length);
    yield content;
    yield Buffer.alloc((BLOCK_BYTES - (content.length % BLOCK_BYTES)) % BLOCK_BYTES);
  }
  yield Buffer.alloc(2 * BLOCK_BYTES);
}

/** With one before it for what does not fit into the old format: long names, and letters beyond ASCII. */
function* headerOf(entry: TreeEntry, size: number): Generator<Buffer> {
  const { path } = entry;
  const data =
    entry.kind === 'link'
      ? { path, size, mode: FILE_MODE, type: 'SymbolicLink' as const, linkpath: entry.target }
      : { path, size, mode: entry.isExecutable ? PROGRAM_MODE : FILE_MODE, type: 'File' as const };
  const header = new Header({ ...data, mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' });
  header.encode();
  if (header.needPax) {
    // Its format is one of lines.
    const odd = [path, header.linkpath ?? ''].find((text) => text.includes('\n'));
    if (odd !== undefined)
      throw unusable(`${JSON.stringify(odd)} cannot be put into a bundle: its name is of two lines.`);
    yield new Pax({ path, size, ...(entry.kind === 'link' ? { linkpath: entry.target } : {}) }).encode();
  }
  if (header.block !== undefined) yield header.block;
}
