import { FailureType } from '../../shared/failure-types.ts';
import type { Connection } from '../requests/connection.ts';
import type { ApiResource, Discovery } from '../requests/discovery.ts';
import { discover } from '../requests/discovery.ts';
import { KubernetesError } from '../kubernetes-error.ts';
import { manifestError } from './manifest-error.ts';
import type { Manifest } from './read-manifests.ts';

/**
 * How the cluster calls each of them, in their order. Throws `Namespace.InvalidManifest` for a kind that it does not
 * know, that lives in no namespace or cannot be applied; `Cluster.Unavailable` when the kind's API service is silent.
 */
export async function resourcesFor(
  connection: Connection,
  manifests: readonly Manifest[],
  signal?: AbortSignal,
): Promise<readonly ApiResource[]> {
  if (manifests.length === 0) return [];
  let discovery = await discover(connection, signal);
  // A kind may have been defined since the last look.
  if (manifests.some((manifest) => resourceOf(discovery, manifest) === undefined)) {
    discovery = await discover(connection, signal, { fresh: true });
  }
  return manifests.map((manifest) => usableResource(discovery, manifest));
}

function resourceOf({ resources }: Discovery, { group, version, kind }: Manifest): ApiResource | undefined {
  return resources.find((each) => each.group === group && each.version === version && each.kind === kind);
}

function usableResource(discovery: Discovery, manifest: Manifest): ApiResource {
  const { place, group, version, kind } = manifest;
  const resource = resourceOf(discovery, manifest);
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const named = `${kind} of ${apiVersion}`;
  if (discovery.unanswered.some((each) => each.group === group && each.version === version)) {
    throw new KubernetesError({
      type: FailureType.ClusterUnavailable,
      retryable: true,
      outcome: 'not-applied',
      message: `${place}: the API service for ${apiVersion} does not answer`,
    });
  }
  if (resource === undefined) throw manifestError(`${place}: expected a kind that the cluster knows, found ${named}`);
  if (!resource.namespaced) {
    throw manifestError(`${place}: expected an object that lives in a namespace, found ${named}`);
  }
  if (!resource.verbs.includes('patch')) {
    throw manifestError(`${place}: expected a kind that can be applied, found ${named}`);
  }
  return resource;
}
