import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { ConnectionOptions } from '@temporalio/client';
import { shellWord } from '../../shared/shell-word.ts';
import type { ConfigFile } from '../config/config-file.ts';
import { usageError } from '../errors.ts';
import type { TemporalFlags } from '../flags.ts';
import type { Environment } from '../invocation.ts';
import type { Given } from '../options/settings.ts';
import { textSetting } from '../options/sources.ts';

/** Which Temporal, and how to reach it. */
export interface TemporalTarget {
  readonly kind: 'configured' | 'local';
  readonly address: string;
  readonly temporalNamespace: string;
  readonly connection: ConnectionOptions;
  /** Root of the Web UI, without a slash at the end. */
  readonly uiUrl?: string;
  /** The TEMPORAL_* variables with which a worker reaches the same server; empty for the local one. */
  readonly env: Readonly<Record<string, string>>;
}

const DEFAULT_NAMESPACE = 'default';

/**
 * The Temporal of flags, TEMPORAL_* variables, muster's configuration file or temporal.toml, in this order; undefined
 * when none of them names an address. Throws a usage error for a configuration that cannot be read, and for one whose
 * address is not that of the credentials at hand.
 */
export function configuredTemporal(
  flags: TemporalFlags,
  env: Environment,
  config?: ConfigFile,
): TemporalTarget | undefined {
  const sources = { flags, env, config };
  const given = textSetting(sources, 'temporalAddress');
  const merged = Object.fromEntries(
    Object.entries({
      ...env,
      TEMPORAL_ADDRESS: given?.text,
      TEMPORAL_NAMESPACE: textSetting(sources, 'temporalNamespace')?.text,
    }).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
  const { connectionOptions, namespace: temporalNamespace } = load(merged);
  const address = connectionOptions.address;
  if (address === undefined) {
    if (temporalNamespace === undefined || temporalNamespace === DEFAULT_NAMESPACE) return undefined;
    throw usageError(
      `Temporal namespace "${temporalNamespace}" is asked for, but no address`,
      'give --temporal-address or TEMPORAL_ADDRESS, or leave the namespace out to use the local Temporal',
    );
  }
  if (given?.from === 'config') requireOwnCredentials(given, merged, connectionOptions);
  const uiUrl = merged['TEMPORAL_UI_URL'] ?? cloudUrl(address);
  return {
    kind: 'configured',
    address,
    temporalNamespace: temporalNamespace ?? DEFAULT_NAMESPACE,
    connection: connectionOptions,
    ...(uiUrl === undefined ? {} : { uiUrl: uiUrl.replace(/\/+$/, '') }),
    env: {
      ...Object.fromEntries(Object.entries(merged).filter(([name]) => name.startsWith('TEMPORAL_'))),
      // Said in any case: they may stand in a temporal.toml only, and an empty set would mean the local Temporal.
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: temporalNamespace ?? DEFAULT_NAMESPACE,
    },
  };
}

/** The Temporal that muster keeps on this machine. */
export function localTemporal(server: { readonly address: string; readonly uiUrl: string }): TemporalTarget {
  return {
    kind: 'local',
    address: server.address,
    temporalNamespace: DEFAULT_NAMESPACE,
    connection: { address: server.address },
    uiUrl: server.uiUrl.replace(/\/+$/, ''),
    env: {},
  };
}

/** A workflow's page in the Web UI; undefined when nobody knows where that is. */
export function webUiLink(target: TemporalTarget, workflowId: string, runId?: string): string | undefined {
  if (target.uiUrl === undefined) return undefined;
  const page = `${target.uiUrl}/namespaces/${encodeURIComponent(target.temporalNamespace)}/workflows/${encodeURIComponent(workflowId)}`;
  return runId === undefined ? page : `${page}/${runId}/history`;
}

function load(env: Record<string, string>) {
  try {
    return loadClientConnectConfig({ overrideEnvVars: env });
  } catch (error) {
    throw usageError(
      'The Temporal configuration cannot be used',
      'check TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE and the TEMPORAL_TLS_* files',
      error instanceof Error ? error.message : String(error),
    );
  }
}

/**
 * A configuration file comes with a checkout. Were its address enough, whoever wrote it would be sent the API key, the
 * metadata and the certificate that environment or temporal.toml hold for another server.
 */
function requireOwnCredentials(
  { text: address, by }: Given,
  env: Record<string, string>,
  connection: ConnectionOptions,
): void {
  if (!holdsCredentials(connection)) return;
  const { TEMPORAL_ADDRESS: _configured, ...others } = env;
  const own = load(others).connectionOptions.address;
  if (own === address) return;
  throw usageError(
    `${by}: the Temporal credentials at hand are not for ${address}`,
    [`if they are to be sent there, say so: --temporal-address ${shellWord(address)}`, 'or do without: --no-config'],
    `they come from TEMPORAL_* variables or temporal.toml, which name ${own ?? 'no address'}`,
  );
}

function holdsCredentials({ apiKey, tls, metadata }: ConnectionOptions): boolean {
  const isCertified = typeof tls === 'object' && tls?.clientCertPair !== undefined;
  return apiKey !== undefined || isCertified || Object.keys(metadata ?? {}).length > 0;
}

function cloudUrl(address: string): string | undefined {
  return /\.(tmprl\.cloud|api\.temporal\.io)(:\d+)?$/.test(address) ? 'https://cloud.temporal.io' : undefined;
}
