import {
  NAMESPACE_READY_POLL_MS_MAX,
  NAMESPACE_READY_POLL_MS_MIN,
  POD_DELETE_GRACE_SECONDS,
  PODS_GONE_POLL_MS_MAX,
  PODS_GONE_POLL_MS_MIN,
} from '../../shared/limits.ts';
import type { Connection } from '../requests/connection.ts';
import { namespacePath, sendOrAbsent } from './namespaces.ts';
import type { WaitOptions } from '../requests/poll.ts';
import { poll } from '../requests/poll.ts';

/** What pods and charts need before anything can be created: without the account, pods are refused with 403. */
const neededPaths = ['/serviceaccounts/default', '/configmaps/kube-root-ca.crt'];

/** Waits until the namespace can be used. False when the time is up. */
export async function namespaceReady(connection: Connection, name: string, options: WaitOptions): Promise<boolean> {
  let missing = neededPaths;
  const limits = { firstMs: NAMESPACE_READY_POLL_MS_MIN, maxMs: NAMESPACE_READY_POLL_MS_MAX };
  return await poll({ ...limits, ...options }, async () => {
    const found = await Promise.all(
      missing.map((path) =>
        sendOrAbsent(connection, { method: 'GET', path: namespacePath(name) + path, signal: options.signal }),
      ),
    );
    missing = missing.filter((_path, index) => found[index] === undefined);
    return missing.length === 0;
  });
}

/** Deletes all pods at once with a grace of POD_DELETE_GRACE_SECONDS. Returns whether there were any. */
export async function deletePods(connection: Connection, namespace: string, signal?: AbortSignal): Promise<boolean> {
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: POD_DELETE_GRACE_SECONDS };
  const answer = await sendOrAbsent(connection, { method: 'DELETE', path: podsPath(namespace), body, signal });
  // The answer is the list of what is deleted; a server that answers otherwise leaves it open.
  const items = (answer as { readonly items?: unknown } | undefined)?.items;
  return answer !== undefined && !(Array.isArray(items) && items.length === 0);
}

/** Waits until no pod is left. False when the time is up. */
export async function podsGone(connection: Connection, namespace: string, options: WaitOptions): Promise<boolean> {
  const limits = { firstMs: PODS_GONE_POLL_MS_MIN, maxMs: PODS_GONE_POLL_MS_MAX };
  return await poll({ ...limits, ...options }, async () => {
    const answer = await sendOrAbsent(connection, {
      method: 'GET',
      path: podsPath(namespace),
      query: { limit: '1' },
      signal: options.signal,
    });
    const items = (answer as { readonly items?: readonly unknown[] } | undefined)?.items ?? [];
    return items.length === 0;
  });
}

function podsPath(namespace: string): string {
  return `${namespacePath(namespace)}/pods`;
}
