import { FailureType } from '../../shared/failure-types.ts';
import { KubernetesError } from '../kubernetes-error.ts';

/** A file that cannot be applied: another try changes nothing. The message must not repeat what the file holds. */
export function manifestError(message: string): KubernetesError {
  return new KubernetesError({
    type: FailureType.NamespaceInvalidManifest,
    retryable: false,
    outcome: 'not-applied',
    message,
  });
}

/**
 * What the API server said to one object, without its own sentence, which may repeat values: its reason and the paths
 * of the fields that it names. What it will never take is `Namespace.InvalidManifest`; other errors keep their type.
 */
export function refusedObjectError(what: string, error: KubernetesError): KubernetesError {
  if (error.code === undefined) return error;
  const { code, reason, fields = [], retryAfterMs, retryable, outcome } = error;
  const isInvalid = error.type === FailureType.ClusterRejected;
  const where = fields.length === 0 ? '' : ` at ${fields.join(', ')}`;
  const advice = isInvalid ? '; kubectl apply --dry-run=server -f FILE says more' : '';
  return new KubernetesError({
    type: isInvalid ? FailureType.NamespaceInvalidManifest : error.type,
    retryable,
    outcome,
    code,
    message: `${what}: the API server answered ${code}${reason === undefined ? '' : ` ${reason}`}${where}${advice}`,
    ...(reason === undefined ? {} : { reason }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
