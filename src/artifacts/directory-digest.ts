import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DISCOVERY_READS_MAX } from '../shared/limits.ts';
import { readTree, unreadable, type TreeEntry } from './tree.ts';
import { TreeHash } from './tree-hash.ts';

const READ_BYTES = 256 * 1024;

export interface DirectoryDigest {
  /** 64 hexadecimal characters. */
  readonly digest: string;
  readonly fileCount: number;
  readonly bytes: number;
}

/**
 * What a directory holds, as one number that is the same on every host that holds the same. Errors as of
 * {@link readTree}.
 */
export async function directoryDigest(dir: string): Promise<DirectoryDigest> {
  const entries = await readTree(dir);
  const hash = new TreeHash();
  let bytes = 0;
  for (let start = 0; start < entries.length; start += DISCOVERY_READS_MAX) {
    const batch = entries.slice(start, start + DISCOVERY_READS_MAX);
    const digests = await Promise.all(batch.map((entry) => contentDigest(dir, entry)));
    for (const [index, entry] of batch.entries()) {
      hash.add(entry, digests[index]);
      if (entry.kind === 'file') bytes += entry.bytes;
    }
  }
  return { digest: hash.digest(), fileCount: entries.length, bytes };
}

async function contentDigest(dir: string, entry: TreeEntry): Promise<string | undefined> {
  if (entry.kind !== 'file') return undefined;
  try {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    const file = await open(join(dir, entry.path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const hash = createHash('sha256');
      const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, entry.bytes + 1));
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length);
        if (bytesRead === 0) return hash.digest('hex');
        hash.update(buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(dir, ` below it, ${entry.path},`, error);
  }
}

/** As many characters as people compare. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12);
}
