import { mkdir, open, rename, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LOG_TAIL_BYTES, LOG_TAIL_LINES, SERVER_LOG_BYTES_MAX } from '../shared/limits.ts';

export interface LogFile {
  readonly path: string;
  /** For the child's stdout and stderr; close it once the child has started. */
  readonly handle: FileHandle;
  /** The last lines, at most LOG_TAIL_LINES, written since this opening; empty when nothing was. */
  tail(): Promise<string>;
}

/** Opens a log for appending; one that has grown too large moves to `PATH.1` first. */
export async function openLogFile(path: string): Promise<LogFile> {
  await mkdir(dirname(path), { recursive: true });
  const size = await sizeOf(path);
  if (size > SERVER_LOG_BYTES_MAX) await rename(path, `${path}.1`);
  const startBytes = size > SERVER_LOG_BYTES_MAX ? 0 : size;
  const handle = await open(path, 'a', 0o600);
  return { path, handle, tail: () => readTail(path, startBytes) };
}

async function readTail(path: string, startBytes: number): Promise<string> {
  const endBytes = await sizeOf(path);
  const fromBytes = Math.max(startBytes, endBytes - LOG_TAIL_BYTES);
  if (endBytes <= fromBytes) return '';
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(endBytes - fromBytes);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, fromBytes);
    return buffer.subarray(0, bytesRead).toString('utf8').trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n');
  } finally {
    await handle.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
