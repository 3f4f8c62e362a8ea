import { existsSync, readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { FailureType } from '../../shared/failure-types.ts';
import { KubeconfigSyntaxError, readKubeconfigs } from './kubeconfig.ts';
import { KubernetesError } from '../kubernetes-error.ts';
import type { SelectedContext } from './selected-context.ts';
import { selectContext } from './selected-context.ts';

export interface ClusterSelection {
  /** Absent: `KUBECONFIG`, then `~/.kube/config`, then the pod's own service account. */
  readonly kubeconfigPath?: string;
  /** Absent: the kubeconfig's current context. */
  readonly context?: string;
}

/** Which cluster is talked to, decided once. Nothing has been sent to it yet. */
export interface LoadedCluster {
  /** Absolute paths of the files that were read; empty inside a pod. */
  readonly kubeconfigPaths: readonly string[];
  readonly context: string;
  /** The API server's URL. */
  readonly server: string;
  /** Name of the kubeconfig's user entry. */
  readonly user?: string;
  readonly selected: SelectedContext;
  /** Reads the same files again, for credentials that were replaced in them. Another server is an error. */
  reload(): LoadedCluster;
}

type Environment = Readonly<Record<string, string | undefined>>;

const podSecretsDir = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Finds the kubeconfig and its context. There is no default cluster: throws `Cluster.NoContext` when there is no
 * kubeconfig, no current context or none of the name given, `Cluster.Misconfigured` when it cannot be used.
 */
export function loadCluster(selection: ClusterSelection, env: Environment): LoadedCluster {
  const paths = kubeconfigPathsOf(selection, env);
  if (paths.length > 0) return loadFromFiles(paths, selection.context);
  const inPod = podContext(env);
  if (inPod !== undefined && (selection.context === undefined || selection.context === inPod.context)) {
    return loaded([], inPod, () => loadCluster(selection, env));
  }
  throw noContext('no kubeconfig was found (neither --kubeconfig, KUBECONFIG nor ~/.kube/config)');
}

/** Names of the contexts that there are to choose from; empty without a kubeconfig. Throws as {@link loadCluster} does. */
export function contextNamesOf(env: Environment): string[] {
  const paths = kubeconfigPathsOf({}, env);
  return paths.length === 0 ? [] : readOrThrow(paths).contexts.map(({ name }) => name);
}

/** As kubectl: a file that is named but missing is an error when named alone, and is passed over in a list. */
function kubeconfigPathsOf(selection: ClusterSelection, env: Environment): string[] {
  if (selection.kubeconfigPath !== undefined) return [resolve(selection.kubeconfigPath)];
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length > 0) {
    const existing = listed.filter((path) => existsSync(path));
    if (existing.length === 0) throw noContext(`KUBECONFIG names ${listed.join(', ')}, which does not exist`);
    return existing.map((path) => resolve(path));
  }
  const ofHome = join(env['HOME'] ?? homedir(), '.kube', 'config');
  return existsSync(ofHome) ? [ofHome] : [];
}

function loadFromFiles(paths: readonly string[], wanted: string | undefined): LoadedCluster {
  const config = readOrThrow(paths);
  const context = wanted ?? config.currentContext;
  if (context === undefined) throw noContext(`${paths.join(', ')} has no current context`);
  const selected = selectContext(config, context);
  if (typeof selected === 'string') {
    const known = config.contexts.some((entry) => entry.name === context);
    const sentence = `${paths.join(', ')}: ${selected}`;
    throw known ? misconfigured(sentence) : noContext(sentence);
  }
  return loaded(paths, selected, () => loadFromFiles(paths, context));
}

function readOrThrow(paths: readonly string[]) {
  try {
    return readKubeconfigs(paths);
  } catch (error) {
    if (error instanceof KubeconfigSyntaxError) throw misconfigured(error.message);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw misconfigured(`the kubeconfig ${paths.join(', ')} cannot be read (${code})`);
  }
}

function loaded(
  kubeconfigPaths: readonly string[],
  selected: SelectedContext,
  loadAgain: () => LoadedCluster,
): LoadedCluster {
  const { context, server, user } = selected;
  return {
    kubeconfigPaths,
    context,
    server,
    selected,
    ...(user === undefined ? {} : { user }),
    reload() {
      const again = loadAgain();
      if (again.server === server) return again;
      throw misconfigured(`context "${context}" now points to ${again.server} instead of ${server}`);
    },
  };
}

/** What a pod finds in its own file system; the paths, not the token, so that rotation is followed. */
function podContext(env: Environment): SelectedContext | undefined {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  const tokenFile = join(podSecretsDir, 'token');
  if (host === undefined || port === undefined || !existsSync(tokenFile)) return undefined;
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const namespaceFile = join(podSecretsDir, 'namespace');
  return {
    context: 'in-cluster',
    server,
    user: 'service-account',
    clusterName: 'in-cluster',
    clusterFields: { server, 'certificate-authority': join(podSecretsDir, 'ca.crt') },
    userFields: { tokenFile },
    contextFields: existsSync(namespaceFile) ? { namespace: readFileSync(namespaceFile, 'utf8').trim() } : {},
  };
}

function noContext(sentence: string): KubernetesError {
  return new KubernetesError({
    type: FailureType.ClusterNoContext,
    retryable: false,
    outcome: 'not-applied',
    message: sentence,
  });
}

function misconfigured(sentence: string): KubernetesError {
  return new KubernetesError({
    type: FailureType.ClusterMisconfigured,
    retryable: false,
    outcome: 'not-applied',
    message: sentence,
  });
}
