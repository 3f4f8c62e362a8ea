import { FailureType } from '../shared/failure-types.ts';
import type { NamespaceRef } from '../shared/namespace.ts';
import { Mark } from '../shared/namespace.ts';
import type { Connection } from './connection.ts';
import { isKubernetesError } from './kubernetes-error.ts';
import { namespacePath, sendOrAbsent } from './namespaces.ts';

/** https://www.rfc-editor.org/rfc/rfc7386 */
const MERGE_PATCH = 'application/merge-patch+json';

/**
 * Marks exactly the namespace of this uid as kept until then (milliseconds since the epoch) and moves its hard expiry
 * there, in one write. False when it is not there any more. Marking again moves the time.
 */
export async function keepNamespace(
  connection: Connection,
  { name, uid }: Required<NamespaceRef>,
  untilMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const until = new Date(untilMs).toISOString();
  const annotations = { [Mark.keepUntilAnnotation]: until, [Mark.expiresAtAnnotation]: until };
  // A uid in a patch is a precondition: the API server answers 409 when another namespace has the name by now.
  const body = { metadata: { uid, annotations } };
  try {
    const request = { method: 'PATCH', path: namespacePath(name), contentType: MERGE_PATCH, body, signal } as const;
    return (await sendOrAbsent(connection, request)) !== undefined;
  } catch (error) {
    if (isKubernetesError(error, FailureType.ClusterConflict)) return false;
    throw error;
  }
}
