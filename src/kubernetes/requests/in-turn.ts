import type { IncomingMessage } from 'node:http';
import { connectionError, isNobodyThere, neverSentError } from './connection-error.ts';
import type { Deadline } from './deadline.ts';
import type { ApiRequest } from './http-exchange.ts';
import type { RequestPacer } from './request-pacer.ts';

export interface Turn {
  readonly request: ApiRequest;
  readonly deadline: Deadline;
  /** For sentences: what is asked, and of whom. */
  readonly what: string;
  readonly server: string;
  /** The server has answered this process already. */
  readonly answeredBefore: boolean;
}

/** Sends when it is this request's turn; whether anybody answered is told to all who wait. */
export async function inTurn(
  pacer: RequestPacer,
  { request, deadline, what, server, answeredBefore }: Turn,
  send: () => Promise<IncomingMessage>,
): Promise<IncomingMessage> {
  try {
    await pacer.admit(request.method === 'DELETE' ? 'deletion' : 'other', deadline.signal);
  } catch (error) {
    throw deadline.expired() ? neverSentError(what, server, deadline.ms()) : error;
  }
  try {
    const answer = await send();
    pacer.answered();
    return answer;
  } catch (error) {
    if (isNobodyThere(error)) pacer.unreachable(connectionError(what, server, error, answeredBefore));
    throw error;
  } finally {
    pacer.settled();
  }
}
