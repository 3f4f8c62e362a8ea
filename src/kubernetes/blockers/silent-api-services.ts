import { FailureType } from '../../shared/failure-types.ts';
import { DIAGNOSED_OBJECTS_MAX, STATUS_MESSAGE_LENGTH_MAX } from '../../shared/limits.ts';
import type { NamespaceBlocker } from '../../shared/namespace.ts';
import type { Connection } from '../requests/connection.ts';
import type { Discovery } from '../requests/discovery.ts';
import { isKubernetesError } from '../kubernetes-error.ts';

interface ApiServiceList {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly status?: {
      readonly conditions?: readonly {
        readonly type?: string;
        readonly status?: string;
        readonly reason?: string;
        readonly message?: string;
      }[];
    };
  }[];
}

const path = '/apis/apiregistration.k8s.io/v1/apiservices';

/**
 * Aggregated APIs that do not answer: while there is one, no namespace of the cluster ends, because nobody can tell
 * whether it holds objects of that API. Without the right to read them, what discovery says of them.
 */
export async function silentApiServices(
  connection: Connection,
  unanswered: Discovery['unanswered'],
  signal: AbortSignal,
): Promise<NamespaceBlocker[]> {
  try {
    const { items = [] } = (await connection.send({ method: 'GET', path, signal })) as ApiServiceList;
    return items.flatMap(silentOne).slice(0, DIAGNOSED_OBJECTS_MAX);
  } catch (error) {
    if (!isKubernetesError(error, FailureType.ClusterForbidden)) throw error;
    return unanswered
      .slice(0, DIAGNOSED_OBJECTS_MAX)
      .map(({ group, version }) => ({ kind: 'api-service', name: `${version}.${group}`, reason: '', message: '' }));
  }
}

function silentOne({ metadata, status }: NonNullable<ApiServiceList['items']>[number]): NamespaceBlocker[] {
  const available = status?.conditions?.find(({ type }) => type === 'Available');
  if (available?.status !== 'False') return [];
  const { reason = '', message = '' } = available;
  return [
    {
      kind: 'api-service',
      name: metadata?.name ?? '',
      reason,
      message: message.slice(0, STATUS_MESSAGE_LENGTH_MAX),
    },
  ];
}
