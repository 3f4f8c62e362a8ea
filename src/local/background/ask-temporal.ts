import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { LOCAL_CALL_TIMEOUT_MS } from '../../shared/limits.ts';

export type TemporalConfig = ReturnType<typeof loadClientConnectConfig>;

export function localTemporalConfig(address: string): TemporalConfig {
  return { connectionOptions: { address } };
}

/** From the `TEMPORAL_*` variables of a worker's request. */
export function remoteTemporalConfig(temporalEnv: Readonly<Record<string, string>>): TemporalConfig {
  return loadClientConnectConfig({ overrideEnvVars: { ...temporalEnv } });
}

/** A connection for the time of `ask`, with a deadline for each part. Rejects when Temporal does not answer. */
export async function askTemporal<T>(config: TemporalConfig, ask: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ ...config.connectionOptions, connectTimeout: LOCAL_CALL_TIMEOUT_MS });
  try {
    const client = new Client({ connection, ...(config.namespace && { namespace: config.namespace }) });
    return await connection.withDeadline(Date.now() + LOCAL_CALL_TIMEOUT_MS, () => ask(client));
  } finally {
    await connection.close();
  }
}
