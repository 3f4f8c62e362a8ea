import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ENSURE_PING_MS, LOCAL_MESSAGE_BYTES_MAX } from '../../shared/limits.ts';
import { describeFailure } from '../local-error.ts';
import {
  ensureCallSchema,
  stopCallSchema,
  type EnsureAnswer,
  type EnsureCall,
  type EnsureLine,
  type EnsureRequest,
  type OnProgress,
  type RunningStatus,
  type StopWhen,
} from '../protocol.ts';

export interface BackgroundHandlers {
  status(): RunningStatus;
  ensure(
    request: EnsureRequest,
    onProgress: OnProgress,
    clientPid: number,
  ): Promise<Omit<EnsureAnswer, 'startedBackground'>>;
  /** Answers before it stops. */
  stop(when: StopWhen, clientPid: number): Promise<'stopping' | 'busy'>;
}

/**
 * Serves the handlers on a unix socket that only its owner can open: `GET /status`, `POST /ensure` (an answer of
 * lines, see `EnsureLine`), `POST /stop` (202, or 409 when it was to stop only under a condition that does not hold).
 */
export async function serveBackground(
  socketPath: string,
  handlers: BackgroundHandlers,
): Promise<{ close(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(request, response, handlers).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(400);
      response.end(JSON.stringify({ error: describeFailure(error) }));
    });
  });
  // The caller holds the lock: whatever lies here is a dead process' socket.
  rmSync(socketPath, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  chmodSync(socketPath, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, handlers: BackgroundHandlers): Promise<void> {
  switch (`${request.method} ${request.url}`) {
    case 'GET /status':
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(handlers.status()));
      return;
    case 'POST /stop': {
      const { when, clientPid } = stopCallSchema.parse(await readBody(request));
      const outcome = await handlers.stop(when, clientPid);
      response.writeHead(outcome === 'busy' ? 409 : 202).end();
      return;
    }
    case 'POST /ensure':
      await streamEnsure(ensureCallSchema.parse(await readBody(request)), response, handlers);
      return;
    default:
      response.writeHead(404).end();
  }
}

async function streamEnsure(
  { clientPid, ...request }: EnsureCall,
  response: ServerResponse,
  handlers: BackgroundHandlers,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const write = (line: EnsureLine) => {
    // A client that went away changes nothing: others may wait for the same servers.
    if (!response.destroyed) response.write(`${JSON.stringify(line)}\n`);
  };
  write({});
  const ping = setInterval(() => write({}), ENSURE_PING_MS);
  try {
    write({ answer: await handlers.ensure(request, (progress) => write({ progress }), clientPid) });
  } catch (error) {
    write({ error: describeFailure(error) });
  } finally {
    clearInterval(ping);
    response.end();
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LOCAL_MESSAGE_BYTES_MAX) throw new RangeError('the request is too long');
    chunks.push(chunk);
  }
  return bytes === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
