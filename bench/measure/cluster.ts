import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { parse } from 'yaml';
import { REQUEST_TIMEOUT_MS } from '../limits.ts';

/** A cluster's address and how to be let in, read from a kubeconfig with a token and an inline or filed CA. */
export interface Cluster {
  readonly server: string;
  readonly token: string;
  readonly ca: string;
  /** One, which keeps its connections: what a client can do at best. */
  readonly agent: Agent;
}

interface Kubeconfig {
  readonly clusters: readonly {
    readonly cluster: {
      readonly server: string;
      readonly 'certificate-authority'?: string;
      readonly 'certificate-authority-data'?: string;
    };
  }[];
  readonly users: readonly { readonly user: { readonly token?: string } }[];
}

export function readCluster(kubeconfigPath: string): Cluster {
  const { clusters, users } = parse(readFileSync(kubeconfigPath, 'utf8')) as Kubeconfig;
  const cluster = clusters[0]?.cluster;
  const token = users[0]?.user.token;
  if (cluster === undefined || token === undefined) throw new Error('the kubeconfig has no cluster or no token');
  const inline = cluster['certificate-authority-data'];
  const ca =
    inline === undefined
      ? readFileSync(cluster['certificate-authority'] ?? '', 'utf8')
      : Buffer.from(inline, 'base64').toString();
  return { server: cluster.server, token, ca, agent: new Agent({ keepAlive: true, ca }) };
}

/** The name by which the benchmark's own requests are told apart in the audit log. */
export const OBSERVER_AGENT = 'muster-bench-observer';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One request; resolves with any status. `agentName`: the User-Agent. */
export function ask(
  { server, token, agent }: Cluster,
  method: string,
  path: string,
  options: { readonly body?: object; readonly agentName?: string } = {},
): Promise<Answer> {
  const { body, agentName = OBSERVER_AGENT } = options;
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'user-agent': agentName,
      ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    const sent = request(new URL(path, server), { method, headers, agent, timeout: REQUEST_TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${path} took longer than ${REQUEST_TIMEOUT_MS} ms`)));
    sent.on('error', reject);
    sent.end(text);
  });
}
