import { FailureType } from '../../shared/failure-types.ts';
import { NAMESPACE_READY_POLL_MS_MAX, NAMESPACE_READY_POLL_MS_MIN } from '../../shared/limits.ts';
import { Mark } from '../../shared/namespace.ts';
import { SCENARIO_ACCOUNT, SCENARIO_ROLE } from '../../shared/scenario-account.ts';
import { createOrRead } from '../requests/create-or-read.ts';
import type { Connection } from '../requests/connection.ts';
import { openConnection } from '../requests/connection.ts';
import { credentialsOf } from '../configuration/credentials.ts';
import { isKubernetesError, KubernetesError } from '../kubernetes-error.ts';
import type { LoadedCluster } from '../configuration/load-cluster.ts';
import { namespacePath, sendOrAbsent } from '../namespaces/namespaces.ts';
import type { WaitOptions } from '../requests/poll.ts';
import { poll } from '../requests/poll.ts';
import type { SelectedContext } from '../configuration/selected-context.ts';
import { requestToken } from './token.ts';

const RBAC = 'rbac.authorization.k8s.io';
const accountSubject = (namespace: string) => ({ kind: 'ServiceAccount', name: SCENARIO_ACCOUNT, namespace });

/**
 * The scenario's ServiceAccount and its binding to the role. Doing it again is harmless; a binding of that name which
 * grants something else is a `Namespace.NotReady`.
 */
export async function grantAccess(connection: Connection, namespace: string, signal?: AbortSignal): Promise<void> {
  const metadata = { name: SCENARIO_ACCOUNT, labels: { [Mark.managedByLabel]: Mark.managedByValue } };
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false };
  await createOrRead(connection, `${namespacePath(namespace)}/serviceaccounts`, account, signal);
  const binding = {
    apiVersion: `${RBAC}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: SCENARIO_ROLE },
    subjects: [accountSubject(namespace)],
  };
  const bindings = `/apis/${RBAC}/v1/namespaces/${encodeURIComponent(namespace)}/rolebindings`;
  const there = await createOrRead(connection, bindings, binding, signal);
  if (!grantsTheSame(there, namespace)) {
    throw notReady(`the RoleBinding ${SCENARIO_ACCOUNT} in ${namespace} exists and grants something else`);
  }
}

interface Binding {
  readonly roleRef?: { readonly kind?: string; readonly name?: string };
  readonly subjects?: readonly { readonly kind?: string; readonly name?: string; readonly namespace?: string }[];
}

function grantsTheSame(object: unknown, namespace: string): boolean {
  const { roleRef, subjects = [] } = object as Binding;
  const ours = accountSubject(namespace);
  return (
    roleRef?.kind === 'ClusterRole' &&
    roleRef.name === SCENARIO_ROLE &&
    subjects.some(({ kind, name, namespace: where }) => kind === ours.kind && name === ours.name && where === namespace)
  );
}

/**
 * Waits until the API server lets the scenario's own token create something in its namespace: it learns of a new
 * binding a moment later. False when the time is up.
 */
export async function accessEffective(
  connection: Connection,
  cluster: LoadedCluster,
  namespace: string,
  options: WaitOptions,
): Promise<boolean> {
  const { token } = await requestToken(connection, namespace, options.signal);
  const asScenario = openConnection(cluster.server, credentialsOf(scopedCluster(cluster, token)));
  const attributes = { namespace, verb: 'create', resource: 'configmaps' };
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: attributes },
  };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  try {
    const limits = { firstMs: NAMESPACE_READY_POLL_MS_MIN, maxMs: NAMESPACE_READY_POLL_MS_MAX };
    return await poll({ ...limits, ...options }, async () => {
      const answer = await asScenario.send({ method: 'POST', path, body, signal: options.signal }).catch(refusedYet);
      return (answer as { readonly status?: { readonly allowed?: boolean } }).status?.allowed === true;
    });
  } finally {
    asScenario.close();
  }
}

/** Another replica of the API server may not know the token, or its user, yet. */
function refusedYet(error: unknown): object {
  const isRefusal = [FailureType.ClusterUnauthorized, FailureType.ClusterForbidden].some((type) =>
    isKubernetesError(error, type),
  );
  if (isRefusal) return {};
  throw error;
}

/**
 * Whether the role grants anything. It is put together from others by the controller-manager: where that does not run,
 * it is empty. Undefined when we may not look.
 */
export async function roleGrantsSomething(connection: Connection, signal?: AbortSignal): Promise<boolean | undefined> {
  try {
    const role = await sendOrAbsent(connection, {
      method: 'GET',
      path: `/apis/${RBAC}/v1/clusterroles/${SCENARIO_ROLE}`,
      signal,
    });
    return ((role as { readonly rules?: readonly unknown[] | null } | undefined)?.rules ?? []).length > 0;
  } catch (error) {
    if (isKubernetesError(error, FailureType.ClusterForbidden)) return undefined;
    throw error;
  }
}

/** The same cluster as somebody else: nothing of the caller's own credentials is left, no client certificate either. */
function scopedCluster(cluster: LoadedCluster, token: string): LoadedCluster {
  const selected: SelectedContext = { ...cluster.selected, user: SCENARIO_ACCOUNT, userFields: { token } };
  const scoped: LoadedCluster = { ...cluster, user: SCENARIO_ACCOUNT, selected, reload: () => scoped };
  return scoped;
}

function notReady(message: string): KubernetesError {
  return new KubernetesError({
    type: FailureType.NamespaceNotReady,
    retryable: false,
    outcome: 'not-applied',
    message,
  });
}
