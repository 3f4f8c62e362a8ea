import { SERVER_PROBE_TIMEOUT_MS } from '../shared/limits.ts';
import { apiRequest, type ApiAccess } from './api-request.ts';
import {
  apiserverArgs,
  controllerManagerArgs,
  etcdArgs,
  kwokArgs,
  schedulerArgs,
  type ArgsContext,
  type Profile,
} from './control-plane-args.ts';

/** The servers of a control plane, in the order in which they start. */
const COMPONENTS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kwok'] as const;
export type Component = (typeof COMPONENTS)[number];

export function componentsOf(profile: Profile): readonly Component[] {
  return profile === 'api' ? ['etcd', 'kube-apiserver', 'kube-controller-manager'] : COMPONENTS;
}

/** Groups that stop one after another: clients of the API server, then it, then its store. */
export const STOP_ORDER: readonly (readonly Component[])[] = [
  ['kwok', 'kube-scheduler', 'kube-controller-manager'],
  ['kube-apiserver'],
  ['etcd'],
];

export function argsOf(component: Component, context: ArgsContext): string[] {
  switch (component) {
    case 'etcd':
      return etcdArgs(context);
    case 'kube-apiserver':
      return apiserverArgs(context);
    case 'kube-controller-manager':
      return controllerManagerArgs(context);
    case 'kube-scheduler':
      return schedulerArgs(context);
    case 'kwok':
      return kwokArgs(context);
  }
}

export async function isEtcdHealthy(etcdPort: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${etcdPort}/health`, {
    signal: AbortSignal.timeout(SERVER_PROBE_TIMEOUT_MS),
  });
  const health = (await response.json()) as { readonly health?: string };
  return response.ok && health.health === 'true';
}

export async function isApiserverReady(access: ApiAccess): Promise<boolean> {
  return (await apiRequest(access, 'GET', '/readyz')).status === 200;
}

/** A namespace of Kubernetes' own in which nothing ever runs, so that proving on it disturbs nobody. */
const PROOF_NAMESPACE = '/api/v1/namespaces/kube-node-lease';
const PROOF_OBJECTS = [`${PROOF_NAMESPACE}/serviceaccounts/default`, `${PROOF_NAMESPACE}/configmaps/kube-root-ca.crt`];

/**
 * Takes away what the controller-manager gives to every namespace. That it comes back proves writes and controllers,
 * also on data of an earlier start, and leaves no namespace behind that would take 5 s to go.
 */
export async function challengeControllers(access: ApiAccess): Promise<boolean> {
  const answers = await Promise.all(PROOF_OBJECTS.map((path) => apiRequest(access, 'DELETE', path)));
  return answers.every(({ status }) => status === 200 || status === 404);
}

export async function haveControllersAnswered(access: ApiAccess): Promise<boolean> {
  const answers = await Promise.all(PROOF_OBJECTS.map((path) => apiRequest(access, 'GET', path)));
  return answers.every(({ status }) => status === 200);
}
