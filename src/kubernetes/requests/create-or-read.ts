import { FailureType } from '../../shared/failure-types.ts';
import type { Connection } from './connection.ts';
import { isKubernetesError } from '../kubernetes-error.ts';

interface NewObject {
  readonly metadata: { readonly name: string };
}

/** Creates an object; the one that already has its name instead, when there is one: an earlier try may have made it. */
export async function createOrRead(
  connection: Connection,
  collectionPath: string,
  body: NewObject,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  try {
    return await connection.send({ method: 'POST', path: collectionPath, body, signal });
  } catch (error) {
    if (!isKubernetesError(error, FailureType.ClusterConflict)) throw error;
  }
  return await connection.send({ method: 'GET', path: `${collectionPath}/${body.metadata.name}`, signal });
}
