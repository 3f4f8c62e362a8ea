import { WATCH_RETRY_MS } from '../../shared/limits.ts';
import type { Connection } from '../requests/connection.ts';
import { namespaceRecordOf } from './namespace-record.ts';
import { listNamespaces, namespacesPath } from './namespaces.ts';
import { managedSelector } from './ownership.ts';
import { pause } from '../requests/poll.ts';
import type { WatchEvent } from '../requests/watch-stream.ts';
import { watch } from '../requests/watch-stream.ts';

/** Name → uid of the namespaces of muster that are there, as of the last LIST and the events since. */
export type SeenNamespaces = ReadonlyMap<string, string>;

/**
 * Lists, then watches from there, until the signal aborts. Calls back after every LIST and whenever something went
 * away; the map goes on being updated. A watch that the server ends is resumed; after any error it is listed again.
 */
export async function followNamespaces(
  connection: Connection,
  signal: AbortSignal,
  onVanished: (seen: SeenNamespaces) => void,
): Promise<void> {
  while (!signal.aborted) {
    const begunMs = Date.now();
    try {
      await listAndWatch(connection, signal, onVanished);
    } catch {
      // Whatever it was: who waits proves everything with a request of his own and hears of the cause there.
    }
    await restOf(begunMs, signal).catch(() => undefined);
  }
}

async function listAndWatch(
  connection: Connection,
  signal: AbortSignal,
  onVanished: (seen: SeenNamespaces) => void,
): Promise<void> {
  const list = await listNamespaces(connection, managedSelector, signal);
  signal.throwIfAborted();
  const seen = new Map(list.items.map((item) => [item.name, item.uid]));
  onVanished(seen);
  let { resourceVersion } = list;
  for (;;) {
    const begunMs = Date.now();
    const request = { path: namespacesPath, labelSelector: managedSelector, resourceVersion, signal };
    await watch(connection, request, (event) => {
      resourceVersion = versionOf(event) ?? resourceVersion;
      if (apply(seen, event)) onVanished(seen);
    });
    await restOf(begunMs, signal);
  }
}

/** Rounds begin WATCH_RETRY_MS apart: a watch that held longer is renewed at once, one that breaks at once is not. */
async function restOf(begunMs: number, signal: AbortSignal): Promise<void> {
  await pause(Math.max(0, begunMs + WATCH_RETRY_MS - Date.now()), signal);
}

/** Whether anything went away. */
function apply(seen: Map<string, string>, event: WatchEvent): boolean {
  if (event.type === 'BOOKMARK') return false;
  const { name, uid } = namespaceRecordOf(event.object);
  if (event.type === 'DELETED') return seen.delete(name);
  const before = seen.get(name);
  seen.set(name, uid);
  return before !== undefined && before !== uid;
}

function versionOf(event: WatchEvent): string | undefined {
  const { metadata } = event.object as { readonly metadata?: { readonly resourceVersion?: string } };
  return metadata?.resourceVersion;
}
