import type { KubernetesClient, NamespaceRecord } from '../../kubernetes/index.ts';
import {
  isKubernetesError,
  isSameOwner,
  KubernetesError,
  metadataOf,
  ownerOf,
  readManifests,
} from '../../kubernetes/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { ACCESS_READY_TIMEOUT_MS, NAMESPACE_READY_TIMEOUT_MS } from '../../shared/limits.ts';
import { SCENARIO_ROLE } from '../../shared/scenario-account.ts';
import type { ActivityContext } from '../activity-context.ts';
import type { Activities, CreateFailureDetails, CreateNamespaceInput } from '../contract.ts';
import { passingFailure, permanentFailure } from '../failures.ts';
import { fitNamespace } from './fit-namespace.ts';
import { withHeartbeat } from '../heartbeat.ts';
import { together } from '../together.ts';

interface Dependencies {
  readonly kubernetes: KubernetesClient;
  readonly activity: () => ActivityContext;
}

export function createNamespace({ kubernetes, activity }: Dependencies): Activities['createNamespace'] {
  return async (input) => {
    const context = activity();
    return await withHeartbeat(context, async () => {
      const { name, uid } = await createOrAdopt(kubernetes, input, context);
      // First: a file that cannot be used should not cost a request.
      const manifests = await readManifests(input.setup?.applyFiles ?? []);
      await together(context.signal, [
        (signal) => requireReady(kubernetes, name, signal),
        (signal) => fitNamespace(kubernetes, name, input.setup, signal),
        ...(input.access === 'namespace' ? [(signal: AbortSignal) => requireAccess(kubernetes, name, signal)] : []),
      ]);
      // Last: pods of a file need what every pod needs.
      if (manifests.length > 0) await kubernetes.applyManifests(name, manifests, context.signal);
      return { name, uid };
    });
  };
}

async function requireReady(kubernetes: KubernetesClient, name: string, signal: AbortSignal): Promise<void> {
  if (await kubernetes.namespaceReady(name, { timeoutMs: NAMESPACE_READY_TIMEOUT_MS, signal })) return;
  throw passingFailure(
    FailureType.NamespaceNotReady,
    `namespace ${name} has no default ServiceAccount or root CA after ${NAMESPACE_READY_TIMEOUT_MS / 1000} s`,
  );
}

/** Gives the scenario its own rights, and waits until they count. */
async function requireAccess(kubernetes: KubernetesClient, name: string, signal: AbortSignal): Promise<void> {
  const { scenarioAccess } = kubernetes;
  await scenarioAccess.grant(name, signal);
  if (await scenarioAccess.effective(name, { timeoutMs: ACCESS_READY_TIMEOUT_MS, signal })) return;
  if ((await scenarioAccess.roleGrantsSomething(signal)) === false) {
    throw permanentFailure(
      FailureType.NamespaceNotReady,
      `the ClusterRole ${SCENARIO_ROLE} of this cluster is missing or grants nothing, so "access: namespace" cannot ` +
        'work: is its controller-manager running, with clusterrole-aggregation-controller?',
    );
  }
  throw passingFailure(
    FailureType.NamespaceNotReady,
    `the scenario's rights in namespace ${name} do not count after ${ACCESS_READY_TIMEOUT_MS / 1000} s`,
  );
}

/** An earlier try may have created it and lost the answer: the ownership in the namespace itself tells. */
async function createOrAdopt(
  kubernetes: KubernetesClient,
  { name, owner, expiresAtMs, setup }: CreateNamespaceInput,
  { attempt, signal }: ActivityContext,
): Promise<NamespaceRecord> {
  try {
    return await kubernetes.createNamespace(name, metadataOf(owner, expiresAtMs, setup), signal);
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
