import { existsSync } from 'node:fs';
import type { KubernetesClient, LoadedCluster } from '../../kubernetes/index.ts';
import { CLOCK_SKEW_MS_MAX, SECOND_MS } from '../../shared/limits.ts';
import type { Right } from '../../shared/rights.ts';
import { rightText } from '../../shared/rights.ts';
import type { Environment } from '../invocation.ts';
import type { Check } from './check.ts';
import { failed, ok, warning } from './check.ts';
import { findingOf } from './checked.ts';

/** The cluster that a run would work on: whether it answers, lets us, and knows what time it is. */
export async function clusterChecks(
  cluster: LoadedCluster,
  kubernetes: KubernetesClient,
  rights: readonly Right[],
  isContainer: boolean,
): Promise<readonly Check[]> {
  const where = `${cluster.context} (${cluster.server})`;
  try {
    await kubernetes.identity();
  } catch (error) {
    const finding = findingOf('cluster', error);
    return [isContainer && isLoopback(cluster.server) ? { ...finding, fix: loopbackAdvice } : finding];
  }
  return [
    ok('cluster', `${where} answers`),
    rightsCheck(await kubernetes.missingRights(rights)),
    clockCheck(kubernetes.clockAheadMs()),
  ];
}

const loopbackAdvice = [
  '127.0.0.1 is this container, not its host: start it with --network host, or name an address of the host',
  'for Docker: --add-host host.docker.internal:host-gateway, and that name in the kubeconfig',
];

export function isLoopback(server: string): boolean {
  const { hostname } = new URL(server);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

/** What Docker, Podman and Kubernetes leave in the file system and the environment of a container. */
export function isInContainer(env: Environment, exists: (path: string) => boolean = existsSync): boolean {
  return exists('/.dockerenv') || exists('/run/.containerenv') || env['KUBERNETES_SERVICE_HOST'] !== undefined;
}

export function rightsCheck(missing: readonly Right[]): Check {
  if (missing.length === 0) return ok('rights', 'all that a run with these settings needs');
  return failed(
    'rights',
    `missing: ${missing.map(rightText).join(', ')}`,
    'have them granted: deploy/rbac.yaml holds all of them',
    'a cluster that grants rights only in namespaces that are there: --no-preflight',
  );
}

export function clockCheck(aheadMs: number | undefined): Check {
  if (aheadMs === undefined) return ok('clock', 'the API server does not tell its own');
  const seconds = Math.abs(aheadMs / SECOND_MS).toFixed(0);
  if (Math.abs(aheadMs) <= CLOCK_SKEW_MS_MAX) return ok('clock', `within ${seconds} s of the API server's`);
  return warning(
    'clock',
    `the API server is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine`,
    'set both by NTP: tokens and the expiry of namespaces go by the clock',
  );
}
