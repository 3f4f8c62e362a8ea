import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { METADATA_BYTES_MAX, SCRIPT_FILE_BYTES_MAX } from '../shared/limits.ts';

const READ_BYTES = 64 * 1024;

/** A script as it lies on disk. */
export interface ScriptFile {
  /** SHA-256 of the whole file, hex. */
  readonly digest: string;
  /** Its first METADATA_BYTES_MAX bytes as text. */
  readonly head: string;
}

/**
 * Undefined for a file of more than SCRIPT_FILE_BYTES_MAX. Rejects with node's own error when it cannot be read, and so
 * when it is no file: something else may lie there since it was found.
 */
export async function readScript(path: string): Promise<ScriptFile | undefined> {
  // Without O_NONBLOCK to open a pipe would hold one of the few threads that all file operations share.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw Object.assign(new Error(`${path} is no file`), { code: 'not a file' });
    const hash = createHash('sha256');
    const head: Buffer[] = [];
    let bytes = 0;
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES);
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      if (bytes < METADATA_BYTES_MAX) head.push(chunk.subarray(0, METADATA_BYTES_MAX - bytes));
      bytes += bytesRead;
      if (bytes > SCRIPT_FILE_BYTES_MAX) return undefined;
    }
    return { digest: hash.digest('hex'), head: Buffer.concat(head).toString('utf8') };
  } finally {
    await file.close();
  }
}
