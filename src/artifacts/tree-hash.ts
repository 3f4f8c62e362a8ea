import { createHash } from 'node:crypto';
import type { TreeEntry } from './tree.ts';

/**
 * SHA-256 over a directory: of each file its path, execute bit and content, of each link its path and target. Entries
 * must come in byte order of their paths. Owners, times, other bits of the mode and empty directories do not count, so
 * that two checkouts of the same commit are the same.
 */
export class TreeHash {
  private readonly hash = createHash('sha256').update('muster-directory-1\n');

  /** `contentDigest`: SHA-256 of a file's content, hex; none of a link. */
  add(entry: TreeEntry, contentDigest?: string): void {
    const fields =
      entry.kind === 'file'
        ? ['file', entry.isExecutable ? 'x' : '-', entry.path, contentDigest ?? '']
        : ['link', '-', entry.path, entry.target];
    // No field can hold a NUL, so no two directories write the same.
    this.hash.update(`${fields.join('\0')}\0\n`);
  }

  /** 64 hexadecimal characters. Nothing can be added after it. */
  digest(): string {
    return this.hash.digest('hex');
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
