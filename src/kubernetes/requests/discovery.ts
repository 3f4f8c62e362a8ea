import { FailureType } from '../../shared/failure-types.ts';
import { DISCOVERY_REQUESTS_AT_ONCE, DISCOVERY_TTL_MS } from '../../shared/limits.ts';
import type { Connection } from './connection.ts';
import { isKubernetesError } from '../kubernetes-error.ts';

/** A kind of object that the API server knows, in one of its versions. */
export interface ApiResource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** As in paths: `configmaps`. */
  readonly plural: string;
  readonly namespaced: boolean;
  /** `list`, `create`, …: what can be asked of it at all, not what we may. */
  readonly verbs: readonly string[];
}

export interface Discovery {
  /** Preferred versions first within their group; no subresources. */
  readonly resources: readonly ApiResource[];
  /** Groups in versions whose API service does not answer; what is in them is not known. */
  readonly unanswered: readonly { readonly group: string; readonly version: string }[];
}

const cache = new WeakMap<Connection, { readonly untilMs: number; readonly discovery: Discovery }>();

/**
 * All kinds of objects of the cluster, at most DISCOVERY_TTL_MS old. `fresh`: asks in any case, for whoever misses a
 * kind that may have been defined since. Throws a `KubernetesError` when the API server itself does not answer.
 */
export async function discover(
  connection: Connection,
  signal: AbortSignal | undefined,
  options: { readonly fresh?: boolean } = {},
): Promise<Discovery> {
  const known = cache.get(connection);
  if (known !== undefined && known.untilMs > Date.now() && options.fresh !== true) return known.discovery;
  const roots = await Promise.all(['/api', '/apis'].map((path) => discoverBelow(connection, path, signal)));
  const discovery = {
    resources: roots.flatMap(({ resources }) => resources),
    unanswered: roots.flatMap(({ unanswered }) => unanswered),
  };
  cache.set(connection, { untilMs: Date.now() + DISCOVERY_TTL_MS, discovery });
  return discovery;
}

/** The path of a collection, with a namespace where the kind has one. */
export function collectionPath({ group, version, plural, namespaced }: ApiResource, namespace: string): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${root}${namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : ''}/${plural}`;
}

/** Everything in one answer since Kubernetes 1.27; an older server answers with the list of its groups. */
const ACCEPT = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

type GroupVersion = Discovery['unanswered'][number];

/** What the answers look like; every part may be missing. */
interface RootAnswer {
  readonly kind?: string;
  /** Of an `APIGroupDiscoveryList`. */
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly version?: string;
      readonly freshness?: string;
      readonly resources?: readonly {
        readonly resource?: string;
        readonly responseKind?: { readonly kind?: string };
        readonly scope?: string;
        readonly verbs?: readonly string[];
      }[];
    }[];
  }[];
  /** Of an `APIGroupList`. */
  readonly groups?: readonly {
    readonly name?: string;
    readonly versions?: readonly { readonly version?: string }[];
  }[];
  /** Of an `APIVersions`. */
  readonly versions?: readonly string[];
}

interface ResourceList {
  readonly resources?: readonly {
    readonly name?: string;
    readonly kind?: string;
    readonly namespaced?: boolean;
    readonly verbs?: readonly string[];
  }[];
}

async function discoverBelow(
  connection: Connection,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Discovery> {
  const answer = (await connection.send({ method: 'GET', path, accept: ACCEPT, signal })) as RootAnswer;
  if (answer.kind === 'APIGroupDiscoveryList') return aggregatedOf(answer);
  return await askEach(connection, groupVersionsOf(answer), signal);
}

function aggregatedOf({ items = [] }: RootAnswer): Discovery {
  const resources: ApiResource[] = [];
  const unanswered: GroupVersion[] = [];
  for (const { metadata, versions = [] } of items) {
    const group = metadata?.name ?? '';
    for (const { version = '', freshness, resources: listed = [] } of versions) {
      // `Stale`: the API server repeats what an API service said before it went silent, often nothing.
      if (freshness === 'Stale') unanswered.push({ group, version });
      for (const { resource = '', responseKind, scope, verbs = [] } of listed) {
        const kind = responseKind?.kind ?? '';
        resources.push({ group, version, kind, plural: resource, namespaced: scope === 'Namespaced', verbs });
      }
    }
  }
  return { resources, unanswered };
}

function groupVersionsOf({ versions = [], groups = [] }: RootAnswer): GroupVersion[] {
  const core = versions.map((version) => ({ group: '', version }));
  const named = groups.flatMap((group) =>
    (group.versions ?? []).map(({ version = '' }) => ({ group: group.name ?? '', version })),
  );
  return [...core, ...named];
}

/** The way of servers before 1.27: one request per group and version. */
async function askEach(
  connection: Connection,
  groupVersions: readonly GroupVersion[],
  signal: AbortSignal | undefined,
): Promise<Discovery> {
  const resources: ApiResource[] = [];
  const unanswered: GroupVersion[] = [];
  for (let start = 0; start < groupVersions.length; start += DISCOVERY_REQUESTS_AT_ONCE) {
    const batch = groupVersions.slice(start, start + DISCOVERY_REQUESTS_AT_ONCE);
    const lists = await Promise.all(batch.map((groupVersion) => resourcesOf(connection, groupVersion, signal)));
    for (const [index, list] of lists.entries()) {
      const groupVersion = batch[index];
      if (list !== undefined) resources.push(...list);
      else if (groupVersion !== undefined) unanswered.push(groupVersion);
    }
  }
  return { resources, unanswered };
}

/** `undefined`: its API service does not answer. */
async function resourcesOf(
  connection: Connection,
  { group, version }: GroupVersion,
  signal: AbortSignal | undefined,
): Promise<readonly ApiResource[] | undefined> {
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  try {
    const { resources = [] } = (await connection.send({ method: 'GET', path, signal })) as ResourceList;
    return resources
      .filter(({ name = '' }) => !name.includes('/'))
      .map(({ name = '', kind = '', namespaced = false, verbs = [] }) => {
        return { group, version, kind, plural: name, namespaced, verbs };
      });
  } catch (error) {
    if (isKubernetesError(error, FailureType.ClusterNotFound)) return [];
    // An answer of the API server on behalf of one that is silent; without any answer nothing is known at all.
    if (isKubernetesError(error, FailureType.ClusterUnavailable) && error.code !== undefined) return undefined;
    throw error;
  }
}
