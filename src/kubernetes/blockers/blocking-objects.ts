import {
  DIAGNOSED_FINALIZERS_MAX,
  DIAGNOSED_OBJECTS_MAX,
  DIAGNOSIS_PAGE_COUNT,
  DIAGNOSIS_REQUESTS_AT_ONCE,
} from '../../shared/limits.ts';
import type { NamespaceBlocker } from '../../shared/namespace.ts';
import { resourceNameOf } from '../../shared/resource-name.ts';
import type { Connection } from '../requests/connection.ts';
import type { ApiResource } from '../requests/discovery.ts';
import { collectionPath } from '../requests/discovery.ts';
import { sendOrAbsent } from '../namespaces/namespaces.ts';

/** An object that is still there in a namespace that is being deleted. */
export interface LeftObject {
  readonly uid: string;
  /** As kubectl takes it. */
  readonly resource: string;
  readonly name: string;
  readonly finalizers: readonly string[];
  /** Its own deletion has been accepted. */
  readonly deleting: boolean;
}

export interface LeftObjects {
  readonly objects: readonly LeftObject[];
  /** Every kind could be looked at. */
  readonly complete: boolean;
}

/** One of each kind of object that a namespace's deletion deletes, in the version that the server prefers. */
export function deletableKinds(resources: readonly ApiResource[]): readonly ApiResource[] {
  const byName = new Map<string, ApiResource>();
  for (const resource of resources) {
    const { namespaced, verbs } = resource;
    if (!namespaced || !verbs.includes('list') || !verbs.includes('delete')) continue;
    const name = resourceNameOf(resource.plural, resource.group);
    if (!byName.has(name)) byName.set(name, resource);
  }
  return [...byName.values()];
}

/** What is left in the namespace, at most DIAGNOSIS_PAGE_COUNT of each kind. A kind that cannot be listed is left out. */
export async function leftObjects(
  connection: Connection,
  kinds: readonly ApiResource[],
  namespace: string,
  signal: AbortSignal,
): Promise<LeftObjects> {
  const byUid = new Map<string, LeftObject>();
  let complete = true;
  for (let start = 0; start < kinds.length && !signal.aborted; start += DIAGNOSIS_REQUESTS_AT_ONCE) {
    const batch = kinds.slice(start, start + DIAGNOSIS_REQUESTS_AT_ONCE);
    const lists = await Promise.allSettled(batch.map((kind) => listLeft(connection, kind, namespace, signal)));
    for (const list of lists) {
      if (list.status === 'rejected') complete = false;
      // One object may appear in two groups (events): as in the first.
      else for (const object of list.value) if (!byUid.has(object.uid)) byUid.set(object.uid, object);
    }
  }
  return { objects: [...byUid.values()], complete: complete && !signal.aborted };
}

/**
 * The objects that hold the namespace, the surest first: those that wait for finalizers, those whose end takes its time
 * (a pod on a node that is away), those whose deletion was refused. While pods are left the namespace controller touches
 * nothing else, so other objects that it has not deleted say nothing then. Where something waits for finalizers, that
 * is the answer: what is untouched beside it is only not yet its turn. Pure.
 */
export function blockersAmong(objects: readonly LeftObject[]): NamespaceBlocker[] {
  const deleting = objects.filter((object) => object.deleting);
  const untouched = objects.filter((object) => !object.deleting);
  const pods = untouched.filter(({ resource }) => resource === PODS);
  const podsLeft = objects.some(({ resource }) => resource === PODS);
  const waiting = deleting.filter(({ finalizers }) => finalizers.length > 0);
  const going = deleting.filter(({ finalizers }) => finalizers.length === 0);
  return [...waiting, ...going, ...(podsLeft ? pods : waiting.length > 0 ? [] : untouched)]
    .slice(0, DIAGNOSED_OBJECTS_MAX)
    .map(({ resource, name, finalizers }) => {
      return { kind: 'object', resource, name, finalizers: finalizers.slice(0, DIAGNOSED_FINALIZERS_MAX) };
    });
}

const PODS = 'pods';

/** Names without contents: what objects hold is nobody's business here, and secrets are among them. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

interface MetadataList {
  readonly items?:
    | readonly {
        readonly metadata?: {
          readonly uid?: string;
          readonly name?: string;
          readonly finalizers?: readonly string[];
          readonly deletionTimestamp?: string;
        };
      }[]
    | null;
}

async function listLeft(
  connection: Connection,
  kind: ApiResource,
  namespace: string,
  signal: AbortSignal,
): Promise<LeftObject[]> {
  const answer = await sendOrAbsent(connection, {
    method: 'GET',
    path: collectionPath(kind, namespace),
    query: { limit: String(DIAGNOSIS_PAGE_COUNT) },
    accept: METADATA_ONLY,
    signal,
  });
  // No answer: the kind itself was removed meanwhile, and its objects with it. No items are `null` in this form.
  const items = (answer as MetadataList | undefined)?.items ?? [];
  return items.map(({ metadata = {} }) => ({
    uid: metadata.uid ?? '',
    resource: resourceNameOf(kind.plural, kind.group),
    name: metadata.name ?? '',
    finalizers: metadata.finalizers ?? [],
    deleting: metadata.deletionTimestamp !== undefined,
  }));
}
