import type { KubernetesClient, NamespaceRecord } from '../kubernetes/index.ts';
import { isKubernetesError, isSameOwner, KubernetesError, metadataOf, ownerOf } from '../kubernetes/index.ts';
import { FailureType } from '../shared/failure-types.ts';
import { NAMESPACE_READY_TIMEOUT_MS } from '../shared/limits.ts';
import type { ActivityContext } from './activity-context.ts';
import type { Activities, CreateFailureDetails, CreateNamespaceInput } from './contract.ts';
import { passingFailure, permanentFailure } from './failures.ts';
import { withHeartbeat } from './heartbeat.ts';

interface Dependencies {
  readonly kubernetes: KubernetesClient;
  readonly activity: () => ActivityContext;
}

export function createNamespace({ kubernetes, activity }: Dependencies): Activities['createNamespace'] {
  return async (input) => {
    const context = activity();
    const { signal } = context;
    return await withHeartbeat(context, async () => {
      const { name, uid } = await createOrAdopt(kubernetes, input, context);
      if (await kubernetes.namespaceReady(name, { timeoutMs: NAMESPACE_READY_TIMEOUT_MS, signal }))
        return { name, uid };
      throw passingFailure(
        FailureType.NamespaceNotReady,
        `namespace ${name} has no default ServiceAccount or root CA after ${NAMESPACE_READY_TIMEOUT_MS / 1000} s`,
      );
    });
  };
}

/** An earlier try may have created it and lost the answer: the ownership in the namespace itself tells. */
async function createOrAdopt(
  kubernetes: KubernetesClient,
  { name, owner, expiresAtMs }: CreateNamespaceInput,
  { attempt, signal }: ActivityContext,
): Promise<NamespaceRecord> {
  try {
    return await kubernetes.createNamespace(name, metadataOf(owner, expiresAtMs), signal);
  } catch (error) {
    if (!isKubernetesError(error, FailureType.ClusterConflict)) throw attempt === 1 ? withProof(error) : error;
  }
  const there = await kubernetes.getNamespace(name, signal);
  if (there === undefined) {
    throw passingFailure(FailureType.ClusterConflict, `namespace ${name} went away while it was asked for`);
  }
  if (there.terminating) {
    throw permanentFailure(FailureType.NamespaceNameTaken, `namespace ${name} exists and is being deleted`);
  }
  if (!isSameOwner(ownerOf(there), owner)) {
    throw permanentFailure(FailureType.NamespaceNameTaken, `namespace ${name} exists and belongs to somebody else`);
  }
  return there;
}

/** The only try was refused: the workflow need not look for a namespace that cannot be there. */
function withProof(error: unknown): unknown {
  if (!(error instanceof KubernetesError) || error.retryable || error.outcome !== 'not-applied') return error;
  return permanentFailure(error.type, error.message, { nothingCreated: true } satisfies CreateFailureDetails);
}
