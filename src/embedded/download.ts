import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import {
  CHECKSUM_FILE_BYTES_MAX,
  DOWNLOAD_BYTES_MAX,
  DOWNLOAD_CONNECT_TIMEOUT_MS,
  DOWNLOAD_STALL_TIMEOUT_MS,
} from '../shared/limits.ts';

/** A download that did not arrive. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  /** True: no server answered, so others will not be reached either. */
  readonly networkDown: boolean;

  constructor(message: string, networkDown: boolean) {
    super(message);
    this.networkDown = networkDown;
  }
}

export type OnBytes = (doneBytes: number, totalBytes: number | undefined) => void;

/**
 * Streams a file to disk.
 * @returns SHA-256 of what arrived, lower-case hex.
 * @throws DownloadError
 */
export async function downloadFile(url: string, file: string, onBytes: OnBytes): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(file, 'wx', 0o600);
  try {
    await readAll(url, DOWNLOAD_BYTES_MAX, onBytes, async (chunk) => {
      hash.update(chunk);
      await handle.writeFile(chunk);
    });
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}

/** @throws DownloadError */
export async function downloadText(url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  await readAll(url, CHECKSUM_FILE_BYTES_MAX, ignoreBytes, async (chunk) => {
    chunks.push(chunk);
  });
  return Buffer.concat(chunks).toString('utf8');
}

function ignoreBytes(): void {}

async function readAll(
  url: string,
  bytesMax: number,
  onBytes: OnBytes,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const abort = new AbortController();
  const watchdog = setTimeout(() => abort.abort(), DOWNLOAD_CONNECT_TIMEOUT_MS);
  try {
    const response = await fetch(url, { signal: abort.signal }).catch((cause: unknown) => {
      throw new DownloadError(`${url}: ${codeOf(cause)}`, true);
    });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new DownloadError(`${url}: HTTP ${response.status}`, false);
    }
    const totalBytes = Number(response.headers.get('content-length') ?? Number.NaN);
    let doneBytes = 0;
    let seenBytes = -1;
    const stalls = setInterval(() => {
      if (doneBytes === seenBytes) abort.abort();
      seenBytes = doneBytes;
    }, DOWNLOAD_STALL_TIMEOUT_MS);
    clearTimeout(watchdog);
    try {
      for await (const chunk of chunksOf(response.body, url)) {
        doneBytes += chunk.byteLength;
        if (doneBytes > bytesMax) throw new DownloadError(`${url}: larger than ${bytesMax} bytes`, false);
        await take(chunk);
        onBytes(doneBytes, Number.isNaN(totalBytes) ? undefined : totalBytes);
      }
    } finally {
      clearInterval(stalls);
    }
  } finally {
    clearTimeout(watchdog);
  }
}

async function* chunksOf(body: ReadableStream<Uint8Array>, url: string): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    while (true) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new DownloadError(`${url}: ${codeOf(cause)}`, true);
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(ignoreBytes);
  }
}

/** `ECONNREFUSED`, `UND_ERR_CONNECT_TIMEOUT`, `AbortError`, …: fetch hides the code in the cause. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  if (error.name === 'AbortError') return 'no answer in time';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause instanceof Error ? codeOf(error.cause) : error.name;
}
