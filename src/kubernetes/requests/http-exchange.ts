import { request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { RESPONSE_BYTES_MAX } from '../../shared/limits.ts';
import { unreadableAnswerError } from './connection-error.ts';
import type { Credentials } from '../configuration/credentials.ts';

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the server's address, as in `/api/v1/namespaces/x`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Of the body; default `application/json`. A PATCH says which kind of patch it is. */
  readonly contentType?: string;
  /** Default `application/json`. */
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Sends the request with everything that every request needs; nothing has been answered yet. */
export function openExchange(url: URL, request: ApiRequest, access: Credentials, signal: AbortSignal): ClientRequest {
  const make = url.protocol === 'http:' ? httpRequest : httpsRequest;
  const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
  const headers: Record<string, string | string[]> = {
    ...access.headers,
    Accept: request.accept ?? 'application/json',
  };
  headers['User-Agent'] = 'muster';
  if (body !== undefined) {
    headers['Content-Type'] = request.contentType ?? 'application/json';
    // Node sets it only for methods that usually have a body; a DELETE would arrive broken.
    headers['Content-Length'] = String(body.length);
  }
  const { method } = request;
  const auth = access.basicAuth === undefined ? {} : { auth: access.basicAuth };
  return make(url, { method, agent: access.agent, signal, headers, ...auth }).end(body);
}

/** The answer's head; its body is still to be read. Rejects with Node's error. */
export function headOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // `on`, not `once`: an error after the answer's head must not be without a listener.
    request.on('error', reject);
    request.once('response', resolve);
  });
}

/** The body piece by piece; `alive` is called for each piece before it is used. */
export async function* chunksOf(answer: IncomingMessage, alive: () => void): AsyncIterable<Buffer> {
  alive();
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    alive();
    yield chunk;
  }
}

/** The whole body, at most RESPONSE_BYTES_MAX. */
export async function textOf(answer: IncomingMessage, what: string): Promise<string> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount > RESPONSE_BYTES_MAX) throw unreadableAnswerError(what, answer.statusCode ?? 0);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The parsed JSON of the whole body. */
export async function jsonOf(answer: IncomingMessage, what: string): Promise<unknown> {
  const text = await textOf(answer, what);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw unreadableAnswerError(what, answer.statusCode ?? 0);
  }
}
