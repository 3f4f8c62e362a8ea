import { FailureType } from '../../shared/failure-types.ts';
import { SECOND_MS, WATCH_IDLE_MS, WATCH_LINE_BYTES_MAX, WATCH_TIMEOUT_MS } from '../../shared/limits.ts';
import { statusFieldsOf } from './answer-error.ts';
import type { Connection } from './connection.ts';
import { KubernetesError } from '../kubernetes-error.ts';

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: unknown;
}

interface WatchRequest {
  readonly path: string;
  readonly labelSelector: string;
  /** From a LIST or an earlier event; never empty, which old servers answer with an error inside the stream. */
  readonly resourceVersion: string;
  readonly signal: AbortSignal;
}

/**
 * Follows a collection until the server ends the watch, as it does after WATCH_TIMEOUT_MS: then it can be resumed from
 * the last event's version. Throws when the stream breaks, is silent for WATCH_IDLE_MS, or says that the version is
 * too old: then everything must be listed again.
 */
export async function watch(
  connection: Connection,
  request: WatchRequest,
  onEvent: (event: WatchEvent) => void,
): Promise<void> {
  const { path, labelSelector, resourceVersion, signal } = request;
  const timeoutSeconds = String(WATCH_TIMEOUT_MS / SECOND_MS);
  const query = { watch: 'true', labelSelector, resourceVersion, timeoutSeconds, allowWatchBookmarks: 'true' };
  await connection.stream({ method: 'GET', path, query, signal }, WATCH_IDLE_MS, async (chunks) => {
    for await (const line of linesOf(chunks)) onEvent(eventOf(line));
  });
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncIterable<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let end = rest.indexOf(10);
    while (end >= 0) {
      yield rest.toString('utf8', 0, end);
      rest = rest.subarray(end + 1);
      end = rest.indexOf(10);
    }
    if (rest.length > WATCH_LINE_BYTES_MAX) throw brokenStream('too long a line');
  }
}

function eventOf(line: string): WatchEvent {
  let parsed: { readonly type?: unknown; readonly object?: unknown };
  try {
    parsed = JSON.parse(line) as typeof parsed;
  } catch {
    throw brokenStream('a line that is not JSON');
  }
  const { type, object } = parsed;
  if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED' || type === 'BOOKMARK') return { type, object };
  throw brokenStream(statusFieldsOf(object).reason ?? 'an error');
}

function brokenStream(what: string): KubernetesError {
  return new KubernetesError({
    type: FailureType.ClusterUnavailable,
    retryable: true,
    outcome: 'not-applied',
    message: `the watch ended with ${what}`,
  });
}
