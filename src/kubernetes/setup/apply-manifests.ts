import { FailureType } from '../../shared/failure-types.ts';
import { APPLY_SETTLE_MS, APPLY_SETTLE_POLL_MS } from '../../shared/limits.ts';
import { isFields } from '../../shared/manifest.ts';
import { Mark } from '../../shared/namespace.ts';
import type { Connection } from '../requests/connection.ts';
import type { ApiResource } from '../requests/discovery.ts';
import { collectionPath } from '../requests/discovery.ts';
import type { ApiRequest } from '../requests/http-exchange.ts';
import { isKubernetesError, KubernetesError } from '../kubernetes-error.ts';
import { refusedObjectError } from './manifest-error.ts';
import { resourcesFor } from './manifest-resources.ts';
import { pause } from '../requests/poll.ts';
import type { Manifest } from './read-manifests.ts';

/** https://kubernetes.io/docs/reference/using-api/server-side-apply/ */
const APPLY_PATCH = 'application/apply-patch+yaml';
const FIELD_MANAGER = 'muster';

/**
 * Applies every object in its order, in that namespace and with our label. Again is harmless. Throws as
 * {@link resourcesFor} does, and `Namespace.InvalidManifest` for what the API server refuses for good.
 */
export async function applyManifests(
  connection: Connection,
  namespace: string,
  manifests: readonly Manifest[],
  signal?: AbortSignal,
): Promise<void> {
  const resources = await resourcesFor(connection, manifests, signal);
  for (const [index, manifest] of manifests.entries()) {
    const resource = resources[index];
    if (resource !== undefined) await applyOne(connection, namespace, manifest, resource, signal);
  }
}

async function applyOne(
  connection: Connection,
  namespace: string,
  { place, kind, name, body }: Manifest,
  resource: ApiResource,
  signal: AbortSignal | undefined,
): Promise<void> {
  const collection = collectionPath(resource, namespace);
  const object = inNamespace(body, namespace);
  const request: ApiRequest = {
    method: 'PATCH',
    path: `${collection}/${encodeURIComponent(name)}`,
    query: { fieldManager: FIELD_MANAGER, force: 'true', fieldValidation: 'Strict' },
    contentType: APPLY_PATCH,
    body: object,
    signal,
  };
  const endMs = Date.now() + APPLY_SETTLE_MS;
  for (;;) {
    try {
      await connection.send(request);
      return;
    } catch (error) {
      if (!(error instanceof KubernetesError)) throw error;
      if (!isKubernetesError(error, FailureType.ClusterForbidden) || Date.now() >= endMs) {
        const truth = error.code === INTERNAL_ERROR ? await truthOf(connection, collection, object, signal) : undefined;
        throw refusedObjectError(`${place} (${kind})`, truth ?? error);
      }
      await pause(APPLY_SETTLE_POLL_MS, signal);
    }
  }
}

const INTERNAL_ERROR = 500;

/**
 * Server-side apply answers 500 to an object that cannot be decoded, as if another try could help. A create that is
 * only tried says the truth: then it is returned.
 */
async function truthOf(
  connection: Connection,
  collection: string,
  body: Manifest['body'],
  signal: AbortSignal | undefined,
): Promise<KubernetesError | undefined> {
  const query = { dryRun: 'All', fieldValidation: 'Strict' };
  try {
    await connection.send({ method: 'POST', path: collection, query, body, signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (isKubernetesError(error, FailureType.ClusterRejected)) return error;
  }
  return undefined;
}

/** A `status` is nobody's wish: `kubectl get -o yaml` brings it along. */
function inNamespace(body: Manifest['body'], namespace: string): Manifest['body'] {
  const metadata = isFields(body['metadata']) ? body['metadata'] : {};
  const labels = isFields(metadata['labels']) ? metadata['labels'] : {};
  const { status: _status, ...wanted } = body;
  return {
    ...wanted,
    metadata: { ...metadata, namespace, labels: { ...labels, [Mark.managedByLabel]: Mark.managedByValue } },
  };
}
