import { request as httpRequest, type IncomingMessage } from 'node:http';
import {
  ENSURE_SILENCE_MS,
  ENSURE_TIMEOUT_MS,
  LOCAL_CALL_TIMEOUT_MS,
  LOCAL_MESSAGE_BYTES_MAX,
} from '../shared/limits.ts';
import { createLineSplitter } from './line-splitter.ts';
import { LocalError } from './local-error.ts';
import type { EnsureAnswer, EnsureLine, EnsureRequest, OnProgress, RunningStatus, StopWhen } from './protocol.ts';

/** Nobody answers at the socket, or the answer broke off: the background process is gone or going. */
export class ConnectionLost extends Error {
  constructor(cause: unknown) {
    super('the background process does not answer', { cause });
    this.name = 'ConnectionLost';
  }
}

export async function fetchStatus(socketPath: string, timeoutMs = LOCAL_CALL_TIMEOUT_MS): Promise<RunningStatus> {
  const answer = await call(socketPath, 'GET', '/status', undefined, timeoutMs);
  return (await readJson(answer)) as RunningStatus;
}

/** `busy`: it was asked to stop only under a condition that does not hold. */
export async function askToStop(socketPath: string, when: StopWhen): Promise<'stopping' | 'busy'> {
  const answer = await call(socketPath, 'POST', '/stop', { when, clientPid: process.pid }, LOCAL_CALL_TIMEOUT_MS * 2);
  answer.resume();
  return answer.statusCode === 409 ? 'busy' : 'stopping';
}

/** Passes progress on as it arrives. Fails with {@link ConnectionLost} or the failure that the other side reports. */
export async function callEnsure(
  socketPath: string,
  request: EnsureRequest,
  onProgress: OnProgress,
): Promise<Omit<EnsureAnswer, 'startedBackground'>> {
  const deadline = AbortSignal.timeout(ENSURE_TIMEOUT_MS);
  const response = await call(socketPath, 'POST', '/ensure', { ...request, clientPid: process.pid }, ENSURE_SILENCE_MS);
  return await new Promise((resolve, reject) => {
    const take = createLineSplitter((text) => {
      const line = JSON.parse(text) as EnsureLine;
      if ('progress' in line) onProgress(line.progress);
      if ('answer' in line) resolve(line.answer);
      if ('error' in line) reject(new LocalError(line.error.type, line.error.message, line.error.fix));
    });
    response.on('data', (chunk: Buffer) => {
      try {
        take(chunk);
      } catch (error) {
        response.destroy();
        reject(new ConnectionLost(error));
      }
    });
    // After an answer these change nothing any more.
    response.on('end', () => reject(new ConnectionLost('the answer ended early')));
    response.on('error', (error) => reject(new ConnectionLost(error)));
    deadline.addEventListener('abort', () => {
      response.destroy();
      reject(timedOut('the servers did not start in time'));
    });
  });
}

function call(
  socketPath: string,
  method: 'GET' | 'POST',
  path: string,
  body: unknown,
  silenceMs: number,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ socketPath, method, path, timeout: silenceMs, agent: false }, resolve);
    request.on('error', (error) => reject(error instanceof LocalError ? error : new ConnectionLost(error)));
    request.on('timeout', () => request.destroy(timedOut('the background process does not answer')));
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > LOCAL_MESSAGE_BYTES_MAX) throw new RangeError('the answer is too long');
    }
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new ConnectionLost(error);
  }
}

function timedOut(message: string): LocalError {
  return new LocalError(
    'Local.Timeout',
    message,
    'See logs/background.log in the state directory; `muster down` ends it.',
  );
}
