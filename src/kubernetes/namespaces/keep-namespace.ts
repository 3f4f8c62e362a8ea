import { FailureType } from '../../shared/failure-types.ts';
import type { NamespaceRef } from '../../shared/namespace.ts';
import { Mark } from '../../shared/namespace.ts';
import type { Connection } from '../requests/connection.ts';
import { isKubernetesError } from '../kubernetes-error.ts';
import { namespaceRecordOf } from './namespace-record.ts';
import { getNamespace, namespacePath, sendOrAbsent } from './namespaces.ts';

/** https://www.rfc-editor.org/rfc/rfc7386 */
const MERGE_PATCH = 'application/merge-patch+json';

/**
 * Marks exactly the namespace of this uid as kept until then (milliseconds since the epoch) and moves its hard expiry
 * there, in one write. False when it is not there any more, or is being deleted, which nothing takes back. Marking again
 * moves the time.
 */
export async function keepNamespace(
  connection: Connection,
  { name, uid }: Required<NamespaceRef>,
  untilMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const until = new Date(untilMs).toISOString();
  const annotations = { [Mark.keepUntilAnnotation]: until, [Mark.expiresAtAnnotation]: until };
  // A uid in a patch is a precondition: the API server refuses to change it when another namespace has the name by now.
  const body = { metadata: { uid, annotations } };
  try {
    const request = { method: 'PATCH', path: namespacePath(name), contentType: MERGE_PATCH, body, signal } as const;
    const answer = await sendOrAbsent(connection, request);
    return answer !== undefined && !namespaceRecordOf(answer).terminating;
  } catch (error) {
    if (
      !isKubernetesError(error, FailureType.ClusterRejected) &&
      !isKubernetesError(error, FailureType.ClusterConflict)
    ) {
      throw error;
    }
    // 422 today, and it has other causes, which only their texts tell apart; the object itself tells them apart too.
    if ((await getNamespace(connection, name, signal))?.uid !== uid) return false;
    throw error;
  }
}
