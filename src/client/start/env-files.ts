import { isUtf8 } from 'node:buffer';
import { constants, createReadStream, openSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Socket } from 'node:net';
import { addAbortSignal, type Readable } from 'node:stream';
import { parseEnvFile } from '../../shared/env-file.ts';
import { ENV_FILE_BYTES_MAX, ENV_FILE_READ_TIMEOUT_MS } from '../../shared/limits.ts';
import { usageError } from '../errors.ts';

const NEWLINE = 0x0a;

/**
 * The variables of all files; of a name that is in several, the last file's. A file may be a pipe, so that secrets need
 * not lie on a disk: `--env-file <(sops decrypt team.env)`. Throws a usage error with file and line, never with a value.
 */
export async function readEnvFiles(
  paths: readonly string[],
  timeoutMs: number = ENV_FILE_READ_TIMEOUT_MS,
): Promise<ReadonlyMap<string, string>> {
  const variables = new Map<string, string>();
  for (const path of paths) {
    const bytes = await bytesOf(path, timeoutMs);
    if (!isUtf8(bytes)) throw refused(path, 'expected UTF-8', lineThatIsNotUtf8(bytes));
    const parsed = parseEnvFile(bytes.toString('utf8'));
    if ('problem' in parsed) throw refused(path, parsed.problem, parsed.line);
    for (const [name, value] of parsed.variables) variables.set(name, value);
  }
  return variables;
}

async function bytesOf(path: string, timeoutMs: number): Promise<Buffer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const stats = await stat(path);
    if (!stats.isFile() && !stats.isFIFO()) throw refused(path, 'is not a file');
    const bytes = await readAll(addAbortSignal(timeout, stats.isFIFO() ? openPipe(path) : createReadStream(path)));
    if (bytes === undefined) throw refused(path, `is larger than ${ENV_FILE_BYTES_MAX / 1024} KiB`);
    // Whoever was to write into it has failed, and nobody looks at that one's exit code.
    if (stats.isFIFO() && bytes.length === 0) throw refused(path, 'is a pipe that nothing was written into');
    return bytes;
  } catch (error) {
    if (timeout.aborted) throw refused(path, `did not end within ${timeoutMs / 1_000} s`);
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : refused(path, code === 'ENOENT' ? 'does not exist' : `cannot be read: ${code}`);
  }
}

/** Undefined when there is more than one file may hold. */
async function readAll(stream: Readable): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > ENV_FILE_BYTES_MAX) return undefined;
  }
  return Buffer.concat(chunks);
}

/** Neither opening nor reading it blocks a thread, which nothing could end. */
function openPipe(path: string): Readable {
  return new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), readable: true, writable: false });
}

/** No byte of a character of several bytes looks like a line's end, so lines can be judged alone. */
function lineThatIsNotUtf8(bytes: Buffer): number {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    if (!isUtf8(bytes.subarray(start, end))) return line;
    line += 1;
    start = end + 1;
  }
  return line;
}

function refused(path: string, problem: string, line?: number) {
  const place = line === undefined ? `${path} ${problem}` : `${path}:${line}: ${problem}`;
  return usageError(`--env-file: ${place}`, 'its lines are NAME=value; see docs/reference/environment.md');
}
