import { createHash } from 'node:crypto';
import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { CREDENTIALS_TTL_MS, REQUEST_SOCKETS_MAX } from '../../shared/limits.ts';
import { credentialsError } from '../requests/connection-error.ts';
import { kubeconfigDocument } from './selected-context.ts';
import { KubernetesError } from '../kubernetes-error.ts';
import type { LoadedCluster } from './load-cluster.ts';

/** What a request needs to reach the API server as the user. */
export interface Credentials {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** `user:password` of a kubeconfig with basic authentication. */
  readonly basicAuth?: string;
}

export interface CredentialsSource {
  current(): Promise<Credentials>;
  /** They were refused: read files and ask plugins again next time. */
  drop(): void;
  close(): void;
}

/**
 * Credentials are asked for once and used for CREDENTIALS_TTL_MS: client-node alone would read files, and start a
 * plugin whose answer has no expiry, for every single request, and would make a new connection each time.
 */
export function credentialsOf(cluster: LoadedCluster): CredentialsSource {
  let config = clientNodeConfig(cluster);
  let pending: Promise<Credentials> | undefined;
  let validUntilMs = 0;
  let shared: { readonly fingerprint: string; readonly agent: Agent } | undefined;
  let dropped = false;

  async function ask(): Promise<Credentials> {
    const options: RequestOptions = {};
    try {
      if (dropped) config = clientNodeConfig(cluster.reload());
      dropped = false;
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      throw error instanceof KubernetesError ? error : credentialsError(cluster.context, error);
    }
    const fingerprint = fingerprintOf(options);
    if (shared?.fingerprint !== fingerprint) shared = { fingerprint, agent: keepAlive(options.agent as Agent) };
    const basicAuth = options.auth ?? undefined;
    return {
      agent: shared.agent,
      headers: { ...(options.headers as Record<string, string> | undefined), ...impersonation(cluster) },
      ...(basicAuth === undefined ? {} : { basicAuth }),
    };
  }

  return {
    current() {
      if (pending === undefined || Date.now() >= validUntilMs) {
        validUntilMs = Date.now() + CREDENTIALS_TTL_MS;
        pending = ask().catch((error: unknown) => {
          pending = undefined;
          throw error;
        });
      }
      return pending;
    },
    drop() {
      pending = undefined;
      dropped = true;
    },
    close() {
      shared?.agent.destroy();
    },
  };
}

function clientNodeConfig(cluster: LoadedCluster): KubeConfig {
  const { clusterFields, userFields, server } = cluster.selected;
  const config = new KubeConfig();
  const document = kubeconfigDocument({
    ...cluster.selected,
    // client-node refuses plain HTTP otherwise, which `kubectl proxy` speaks.
    clusterFields: server.startsWith('http:') ? { ...clusterFields, 'insecure-skip-tls-verify': true } : clusterFields,
    userFields: withTokenFile(userFields),
  });
  config.loadFromString(JSON.stringify(document));
  return config;
}

/** client-node 1.4.0 looks for `token-file`, kubeconfigs say `tokenFile`; its auth provider of that name works. */
function withTokenFile(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { tokenFile, token: _initial, ...others } = fields;
  if (typeof tokenFile !== 'string') return fields;
  return { ...others, 'auth-provider': { name: 'tokenFile', config: { tokenFile } } };
}

/** client-node sends only the user name; leaving the rest out would act with other rights than kubectl does. */
function impersonation(cluster: LoadedCluster): Record<string, string | string[]> {
  const { 'as-groups': groups, 'as-uid': uid } = cluster.selected.userFields;
  return {
    ...(Array.isArray(groups) ? { 'Impersonate-Group': groups.map(String) } : {}),
    ...(typeof uid === 'string' ? { 'Impersonate-Uid': uid } : {}),
  };
}

function fingerprintOf(options: RequestOptions): string {
  const { ca, cert, key, servername, rejectUnauthorized } = options;
  return createHash('sha256')
    .update(JSON.stringify([ca, cert, key, servername, rejectUnauthorized]))
    .digest('hex');
}

/** client-node's agent knows the certificates and the proxy, but closes its connection after every request. */
function keepAlive(agent: Agent): Agent {
  return Object.assign(agent, { keepAlive: true, maxSockets: REQUEST_SOCKETS_MAX, scheduling: 'lifo' });
}
