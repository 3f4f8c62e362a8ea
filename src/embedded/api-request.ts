import { request } from 'node:https';
import { SERVER_PROBE_TIMEOUT_MS } from '../shared/limits.ts';

/** How to reach an API server of ours. */
export interface ApiAccess {
  /** `https://127.0.0.1:PORT` */
  readonly server: string;
  /** PEM */
  readonly ca: string;
  readonly token: string;
}

export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON; undefined when it is none. */
  readonly body: unknown;
}

/** One request, bounded by SERVER_PROBE_TIMEOUT_MS. Rejects only when there is no answer. */
export function apiRequest(access: ApiAccess, method: string, path: string, body?: object): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      new URL(path, access.server),
      {
        method,
        ca: access.ca,
        agent: false,
        signal: AbortSignal.timeout(SERVER_PROBE_TIMEOUT_MS),
        headers: {
          authorization: `Bearer ${access.token}`,
          'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body: parseJson(Buffer.concat(chunks).toString('utf8')) });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
