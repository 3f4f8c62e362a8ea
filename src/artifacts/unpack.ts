import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import {
  BUNDLE_BYTES_MAX,
  BUNDLE_ENTRIES_MAX,
  BUNDLE_ENTRY_OVERHEAD_BYTES,
  PATH_LENGTH_MAX,
} from '../shared/limits.ts';
import { ArtifactsError, errorCodeOf, invalidBundle } from './artifacts-error.ts';
import { staysInside } from './link-target.ts';
import { FILE_MODE, PROGRAM_MODE } from './pack.ts';
import { isLeftOut } from './tree.ts';

const EXPANDED_BYTES_MAX = BUNDLE_BYTES_MAX + BUNDLE_ENTRIES_MAX * BUNDLE_ENTRY_OVERHEAD_BYTES;

/**
 * Unpacks a bundle into an empty directory: files with their execute bit and links that stay inside, nothing else.
 * Whatever our own packing does not write is refused as a whole (`Bundle.Invalid`), as is what is larger than it may be.
 * Errors of the disk are Node's. What is in the directory after an error is worth nothing.
 */
export async function unpackBundle(file: string, dir: string): Promise<void> {
  const links: { readonly path: string; readonly target: string }[] = [];
  let entryCount = 0;
  let bytes = 0;
  const take = async (entry: ReadEntry): Promise<void> => {
    entryCount += 1;
    bytes += entry.size;
    refuseUnlessOurs(entry);
    if (entryCount > BUNDLE_ENTRIES_MAX || bytes > BUNDLE_BYTES_MAX) throw invalidBundle('It holds too much.');
    const path = join(dir, entry.path);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    if (entry.type === 'SymbolicLink') links.push({ path: entry.path, target: entry.linkpath ?? '' });
    // Fails when a file of that name is there: an archive that writes twice is none of ours.
    else await pipeline(entry, createWriteStream(path, { flags: 'wx', mode: entry.mode ?? FILE_MODE }));
    entry.resume();
  };
  try {
    await parse(file, take);
    // Last, so that nothing is ever written through one.
    for (const { path, target } of links) await symlink(target, join(dir, path));
  } catch (error) {
    throw refusedByParser(error) ? invalidBundle('It is damaged, or no bundle.', error) : error;
  }
}

async function parse(file: string, take: (entry: ReadEntry) => Promise<void>): Promise<void> {
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  failed.catch(() => undefined);
  let last = Promise.resolve();
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      last = last.then(() => take(entry));
      last.catch(fail);
    },
  });
  parser.on('error', fail);
  let onDrain: () => void = () => undefined;
  parser.on('drain', () => onDrain());
  let isOver = false;
  parser.on('eof', () => (isOver = true));
  const ended = new Promise<void>((resolve) => parser.on('end', () => resolve()));
  const source = createReadStream(file);
  const expanded = createGunzip();
  // A broken archive ends the loop below with its error.
  const reading = pipeline(source, expanded).catch(fail);
  try {
    let expandedBytes = 0;
    for await (const chunk of expanded as AsyncIterable<Buffer>) {
      expandedBytes += chunk.length;
      if (expandedBytes > EXPANDED_BYTES_MAX) throw invalidBundle('It holds too much.');
      const drained = new Promise<void>((resolve) => (onDrain = resolve));
      const isFull = !parser.write(chunk);
      // What follows the end of an archive is nothing of it, and may be without end.
      if (isOver) break;
      if (isFull) await Promise.race([failed, drained]);
    }
    parser.end();
    await Promise.race([failed, ended]);
    await Promise.race([failed, last]);
  } finally {
    source.destroy();
    expanded.destroy();
    await reading;
    await last.catch(() => undefined);
  }
}

function refuseUnlessOurs({ path, type, mode, linkpath }: ReadEntry): void {
  const segments = path.split('/');
  const isPlain = segments.every((part) => part !== '' && part !== '.' && part !== '..' && !isLeftOut(part));
  if (!isPlain || path.includes('\0') || path.length > PATH_LENGTH_MAX) {
    throw invalidBundle('It holds a file that is not to lie in a scenarios directory.');
  }
  if (type === 'File' && (mode === FILE_MODE || mode === PROGRAM_MODE)) return;
  if (type === 'SymbolicLink' && staysInside(path, linkpath ?? '')) return;
  throw invalidBundle('It holds something else than files and links that stay inside.');
}

/** Errors of the archive have codes of zlib or of the parser; those of the disk have the system's, except what clashes. */
function refusedByParser(error: unknown): boolean {
  if (error instanceof ArtifactsError) return false;
  const code = errorCodeOf(error);
  if (code === undefined) return error instanceof Error && 'tarCode' in error;
  return /^(Z_|TAR_|ERR_)/.test(code) || code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR';
}
