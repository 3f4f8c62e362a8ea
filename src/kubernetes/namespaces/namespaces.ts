import { FailureType } from '../../shared/failure-types.ts';
import { LIST_PAGE_COUNT } from '../../shared/limits.ts';
import type { NamespaceRef } from '../../shared/namespace.ts';
import type { Connection } from '../requests/connection.ts';
import type { ApiRequest } from '../requests/http-exchange.ts';
import { isKubernetesError } from '../kubernetes-error.ts';
import type { NamespaceRecord } from './namespace-record.ts';
import { namespaceRecordOf } from './namespace-record.ts';
import type { OwnershipMetadata } from './ownership.ts';

type Signal = AbortSignal | undefined;

export const namespacesPath = '/api/v1/namespaces';

export function namespacePath(name: string): string {
  return `${namespacesPath}/${encodeURIComponent(name)}`;
}

/** `undefined` instead of the error when the object is not there. */
export async function sendOrAbsent(connection: Connection, request: ApiRequest): Promise<unknown> {
  try {
    return await connection.send(request);
  } catch (error) {
    if (isKubernetesError(error, FailureType.ClusterNotFound)) return undefined;
    throw error;
  }
}

export async function createNamespace(
  connection: Connection,
  name: string,
  metadata: OwnershipMetadata,
  signal: Signal,
): Promise<NamespaceRecord> {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...metadata } };
  return namespaceRecordOf(await connection.send({ method: 'POST', path: namespacesPath, body, signal }));
}

/** A consistent read: what it says was true after the call began. */
export async function getNamespace(
  connection: Connection,
  name: string,
  signal: Signal,
): Promise<NamespaceRecord | undefined> {
  const json = await sendOrAbsent(connection, { method: 'GET', path: namespacePath(name), signal });
  return json === undefined ? undefined : namespaceRecordOf(json);
}

export interface DeletionRef extends Required<NamespaceRef> {
  /** The `resourceVersion` by which it was judged; any write since then makes the API server refuse. Absent: any. */
  readonly unchangedSince?: string;
}

/**
 * `gone`: absent, or the name belongs to a namespace of another uid. `changed`: somebody wrote to it after it was judged,
 * and nothing was deleted; only where `unchangedSince` is given.
 */
export type DeletionAnswer = 'accepted' | 'gone' | 'changed';

/** Asks for the deletion of exactly this namespace. Asking again is harmless. */
export async function deleteNamespace(
  connection: Connection,
  { name, uid, unchangedSince }: DeletionRef,
  signal: Signal,
): Promise<DeletionAnswer> {
  const preconditions = { uid, ...(unchangedSince === undefined ? {} : { resourceVersion: unchangedSince }) };
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions, propagationPolicy: 'Background' };
  try {
    const answer = await sendOrAbsent(connection, { method: 'DELETE', path: namespacePath(name), body, signal });
    return answer === undefined ? 'gone' : 'accepted';
  } catch (error) {
    if (!isKubernetesError(error, FailureType.ClusterConflict)) throw error;
    // A conflict has several causes which only their texts tell apart; the object itself tells them apart too.
    const there = await getNamespace(connection, name, signal);
    if (there === undefined || there.uid !== uid) return 'gone';
    if (there.terminating) return 'accepted';
    if (unchangedSince !== undefined && there.resourceVersion !== unchangedSince) return 'changed';
    throw error;
  }
}

export interface NamespaceList {
  readonly items: readonly NamespaceRecord[];
  readonly resourceVersion: string;
}

interface ListPage {
  readonly items?: readonly unknown[];
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
}

/** One consistent LIST (no resourceVersion): what it lacks was gone after the call began. In pages of LIST_PAGE_COUNT. */
export async function listNamespaces(
  connection: Connection,
  labelSelector: string | undefined,
  signal: Signal,
): Promise<NamespaceList> {
  const items: NamespaceRecord[] = [];
  let next: string | undefined;
  for (;;) {
    const query = {
      limit: String(LIST_PAGE_COUNT),
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(next === undefined ? {} : { continue: next }),
    };
    const page = (await connection.send({ method: 'GET', path: namespacesPath, query, signal })) as ListPage;
    for (const item of page.items ?? []) items.push(namespaceRecordOf(item));
    next = page.metadata?.continue;
    if (next === undefined || next === '') {
      return { items, resourceVersion: page.metadata?.resourceVersion ?? '' };
    }
  }
}
