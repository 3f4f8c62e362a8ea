import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { LOG_CHUNK_BYTES } from '../../shared/limits.ts';

/**
 * Reads a log from its beginning, as far as it is written, and on when it grows. A log that is replaced by that of the
 * next attempt is read to its end first. Neither links nor pipes are opened.
 */
export class LogReader {
  private file: FileHandle | undefined;
  private inode = 0;
  private position = 0;
  private decoder = new StringDecoder('utf8');
  private rest = '';
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The lines that have come since the last call, at most those of one chunk. Undefined: nothing new. */
  async next(): Promise<string[] | undefined> {
    this.file ??= await this.open();
    if (this.file === undefined) return undefined;
    const buffer = Buffer.alloc(LOG_CHUNK_BYTES);
    const { bytesRead } = await this.file.read(buffer, 0, buffer.length, this.position);
    if (bytesRead === 0) return await this.turnOver();
    this.position += bytesRead;
    return this.lines(this.decoder.write(buffer.subarray(0, bytesRead)));
  }

  /** What stands behind the last line end. */
  end(): string[] {
    const last = this.rest + this.decoder.end();
    this.rest = '';
    return last === '' ? [] : [last];
  }

  async close(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    await file?.close();
  }

  private lines(text: string): string[] {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    if (this.rest.length < LOG_CHUNK_BYTES) return lines;
    // A script may print megabytes without a line end: they are not collected here.
    lines.push(this.rest);
    this.rest = '';
    return lines;
  }

  /** At its end: another file may have its name by now. */
  private async turnOver(): Promise<string[] | undefined> {
    const there = await lstat(this.path).catch(() => undefined);
    if (there === undefined || there.ino === this.inode) return undefined;
    const last = this.end();
    await this.close();
    this.position = 0;
    this.decoder = new StringDecoder('utf8');
    return last;
  }

  private async open(): Promise<FileHandle | undefined> {
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
    const file = await open(this.path, flags).catch(() => undefined);
    if (file === undefined) return undefined;
    const stats = await file.stat();
    if (stats.isFile()) {
      this.inode = stats.ino;
      return file;
    }
    await file.close();
    return undefined;
  }
}

/** All lines of a log as it is now, or its last `tail`. Undefined: it is not there, or no plain file. */
export async function logLines(path: string, tail = Number.POSITIVE_INFINITY): Promise<string[] | undefined> {
  const there = await lstat(path).catch(() => undefined);
  if (there?.isFile() !== true) return undefined;
  const reader = new LogReader(path);
  const kept: string[] = [];
  try {
    for (let next = await reader.next(); next !== undefined; next = await reader.next()) {
      kept.push(...next);
      if (kept.length > tail) kept.splice(0, kept.length - tail);
    }
    kept.push(...reader.end());
    return kept.length > tail ? kept.slice(kept.length - tail) : kept;
  } finally {
    await reader.close();
  }
}
