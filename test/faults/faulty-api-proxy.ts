import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { parse } from 'yaml';
import type { Dice } from './seeded-dice.ts';

export interface FaultyApiProxy extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly server: string;
  readonly counts: () => { readonly requests: number; readonly faults: number };
}

interface Target {
  readonly clusters: readonly [
    { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } },
  ];
  readonly users: readonly [{ readonly user: { readonly token: string } }];
}

const FAULTY_SHARE = 0.05;
/** The last one: the API server has done what was asked, and nobody hears of it. */
const answers = ['429', '429-later', '500', '503', 'reset', 'reset-after'] as const;

/**
 * Stands in front of the API server of a kubeconfig, read anew for each request because restarts may move it, speaks
 * for its user (clients keep their tokens to themselves on plain HTTP), and answers one request in twenty wrongly.
 */
export async function startFaultyApiProxy(kubeconfigPath: string, dice: Dice): Promise<FaultyApiProxy> {
  let requests = 0;
  let faults = 0;
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    requests += 1;
    const fault = dice.next() < FAULTY_SHARE ? dice.pick(answers) : undefined;
    if (fault !== undefined) faults += 1;
    if (fault === 'reset') incoming.socket.resetAndDestroy();
    else if (fault === undefined || fault === 'reset-after') pass(incoming, outgoing, fault === 'reset-after');
    else refuse(outgoing, fault);
  });
  // A client that is killed in the middle of a request is no event.
  server.on('clientError', (_, socket) => socket.destroy());

  function pass(incoming: IncomingMessage, outgoing: ServerResponse, loseAnswer: boolean): void {
    const { clusters, users } = parse(readFileSync(kubeconfigPath, 'utf8')) as Target;
    const { cluster } = clusters[0];
    const ca = Buffer.from(cluster['certificate-authority-data'], 'base64');
    const { method, url = '/' } = incoming;
    const headers = { ...incoming.headers, authorization: `Bearer ${users[0].user.token}` };
    const onward = request(new URL(url, cluster.server), { method, headers, ca, agent }, (answer) => {
      if (loseAnswer) {
        answer.destroy();
        incoming.socket.resetAndDestroy();
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      // A watch's first event may be minutes away; its head must not wait for it.
      outgoing.flushHeaders();
      answer.on('error', () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    onward.on('error', () => incoming.socket.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: () => ({ requests, faults }),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

function refuse(outgoing: ServerResponse, fault: '429' | '429-later' | '500' | '503'): void {
  const code = Number(fault.slice(0, 3));
  const reason = { 429: 'TooManyRequests', 500: 'InternalError', 503: 'ServiceUnavailable' }[code];
  const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code, message: 'by the fault suite' };
  outgoing.writeHead(code, {
    'Content-Type': 'application/json',
    ...(fault === '429-later' ? { 'Retry-After': '1' } : {}),
  });
  outgoing.end(JSON.stringify(status));
}
