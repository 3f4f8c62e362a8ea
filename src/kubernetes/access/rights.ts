import { FailureType } from '../../shared/failure-types.ts';
import { RIGHTS_AT_ONCE } from '../../shared/limits.ts';
import type { Right } from '../../shared/rights.ts';
import type { Connection } from '../requests/connection.ts';
import { isKubernetesError } from '../kubernetes-error.ts';

/**
 * Those of the rights that the caller lacks on the whole cluster, in the given order; by SelfSubjectAccessReviews, one
 * each, RIGHTS_AT_ONCE at a time
 * (https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access). A server that does not
 * let itself be asked has no say: then nothing is missing.
 */
export async function missingRights(
  connection: Connection,
  rights: readonly Right[],
  signal?: AbortSignal,
): Promise<Right[]> {
  const missing: Right[] = [];
  for (let start = 0; start < rights.length; start += RIGHTS_AT_ONCE) {
    const batch = rights.slice(start, start + RIGHTS_AT_ONCE);
    const answers = await Promise.all(batch.map((right) => isAllowed(connection, right, signal)));
    missing.push(...batch.filter((_right, index) => answers[index] === false));
  }
  return missing;
}

const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

async function isAllowed(connection: Connection, right: Right, signal?: AbortSignal): Promise<boolean> {
  const { verb, group, name } = right;
  const [resource, subresource] = right.resource.split('/');
  const resourceAttributes = { verb, group, resource, ...(subresource && { subresource }), ...(name && { name }) };
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  };
  try {
    const answer = await connection.send({ method: 'POST', path, body, signal });
    return (answer as { readonly status?: { readonly allowed?: boolean } }).status?.allowed !== false;
  } catch (error) {
    if (isKubernetesError(error, FailureType.ClusterForbidden)) return true;
    throw error;
  }
}
