import type { IncomingMessage } from 'node:http';
import { REQUEST_TIMEOUT_MS } from '../../shared/limits.ts';
import { answerError } from './answer-error.ts';
import { askAgainOnce } from './ask-again.ts';
import { connectionError, deadlineError } from './connection-error.ts';
import type { CredentialsSource } from '../configuration/credentials.ts';
import type { Deadline } from './deadline.ts';
import { startDeadline } from './deadline.ts';
import type { ApiRequest } from './http-exchange.ts';
import { chunksOf, headOf, jsonOf, openExchange, textOf } from './http-exchange.ts';
import { inTurn } from './in-turn.ts';
import { KubernetesError } from '../kubernetes-error.ts';
import { RequestPacer } from './request-pacer.ts';

/**
 * The way to one API server. Every exchange has a deadline on both sides, the caller's signal and the one keep-alive
 * agent; errors are {@link KubernetesError}s, or the signal's reason when the caller gave up.
 */
export interface Connection {
  /** The parsed JSON of the answer. The shape is the API's promise: not checked here. */
  send(request: ApiRequest): Promise<unknown>;
  /** An answer that goes on: `read` consumes it; a silence of more than `silenceMs` ends it. */
  stream(request: ApiRequest, silenceMs: number, read: (chunks: AsyncIterable<Buffer>) => Promise<void>): Promise<void>;
  /** Requests sent since the beginning, streams included. */
  readonly requestCount: number;
  /** How far the server's clock is ahead of this machine's, by the `Date` of its last answer: to a second or two. */
  readonly clockAheadMs: number | undefined;
  close(): void;
}

/** `requestTimeoutMs`: 10 s except in tests. */
export function openConnection(
  server: string,
  credentials: CredentialsSource,
  requestTimeoutMs: number = REQUEST_TIMEOUT_MS,
): Connection {
  const base = server.replace(/\/+$/, '');
  const pacer = new RequestPacer();
  let requestCount = 0;
  let answeredBefore = false;
  let clockAheadMs: number | undefined;

  /** One exchange up to the answer's head. */
  async function begin(request: ApiRequest, deadline: Deadline): Promise<IncomingMessage> {
    const url = urlOf(base, request);
    const access = await orAborted(credentials.current(), deadline.signal);
    const turn = { request, deadline, what: whatOf(request), server, answeredBefore };
    const answer = await inTurn(pacer, turn, () => {
      requestCount += 1;
      return headOf(openExchange(url, request, access, deadline.signal));
    });
    answeredBefore = true;
    const serverMs = Date.parse(answer.headers.date ?? '');
    if (!Number.isNaN(serverMs)) clockAheadMs = serverMs - Date.now();
    return answer;
  }

  async function exchange(request: ApiRequest, deadline: Deadline, what: string): Promise<IncomingMessage> {
    const answer = await askAgainOnce(() => begin(request, deadline), credentials, what);
    const code = answer.statusCode ?? 0;
    if (code >= 200 && code < 300) return answer;
    const error = await refusalOf(answer, what);
    pacer.answered(error.retryAfterMs);
    throw error;
  }

  async function within<T>(
    request: ApiRequest,
    deadline: Deadline,
    use: (answer: IncomingMessage, what: string) => Promise<T>,
  ): Promise<T> {
    const what = whatOf(request);
    try {
      return await use(await exchange(request, deadline, what), what);
    } catch (error) {
      if (error instanceof KubernetesError) throw error;
      if (deadline.expired()) throw deadlineError(what, server, deadline.ms());
      throw request.signal?.aborted ? request.signal.reason : connectionError(what, server, error, answeredBefore);
    } finally {
      deadline.clear();
    }
  }

  return {
    send(request) {
      const deadline = startDeadline(requestTimeoutMs, request.signal);
      const query = { ...request.query, timeout: `${requestTimeoutMs}ms` };
      return within({ ...request, query }, deadline, jsonOf);
    },
    stream(request, silenceMs, read) {
      const deadline = startDeadline(requestTimeoutMs, request.signal);
      return within(request, deadline, (answer) => read(chunksOf(answer, () => deadline.restart(silenceMs))));
    },
    get requestCount() {
      return requestCount;
    },
    get clockAheadMs() {
      return clockAheadMs;
    },
    close() {
      pacer.close();
      credentials.close();
    },
  };
}

async function refusalOf(answer: IncomingMessage, what: string): Promise<KubernetesError> {
  const { statusCode = 0, headers } = answer;
  return answerError(what, { code: statusCode, retryAfter: headers['retry-after'], text: await textOf(answer, what) });
}

function urlOf(base: string, { path, query = {} }: ApiRequest): URL {
  const url = new URL(base + path);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  return url;
}

function whatOf({ method, path }: ApiRequest): string {
  return `${method} ${path.replace(/^\/apis?\/v1\//, '')}`;
}

/** A credentials plugin may hang; its own process is left to itself. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let giveUp: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(signal.reason as Error);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (giveUp !== undefined) signal.removeEventListener('abort', giveUp);
  }
}
