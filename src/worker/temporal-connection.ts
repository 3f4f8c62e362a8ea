import { setTimeout as sleep } from 'node:timers/promises';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import {
  TEMPORAL_CONNECT_DELAY_MS_FIRST,
  TEMPORAL_CONNECT_DELAY_MS_MAX,
  WORKER_CONNECT_TIMEOUT_MS,
} from '../shared/limits.ts';

const DEFAULT_ADDRESS = 'localhost:7233';
const DEFAULT_NAMESPACE = 'default';

export interface TemporalTarget {
  readonly address: string;
  readonly temporalNamespace: string;
  readonly options: NativeConnectionOptions;
}

/** From `TEMPORAL_*` variables and, unless switched off, `temporal.toml`: see Temporal's environment configuration. */
export function temporalTargetOf(env: NodeJS.ProcessEnv, useFile: boolean): TemporalTarget {
  const defined = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { connectionOptions, namespace } = loadClientConnectConfig({
    overrideEnvVars: Object.fromEntries(defined),
    disableFile: !useFile,
  });
  const address = connectionOptions.address ?? DEFAULT_ADDRESS;
  const temporalNamespace = namespace ?? DEFAULT_NAMESPACE;
  return { address, temporalNamespace, options: { ...connectionOptions, address } };
}

/**
 * Connects, with growing delays between tries; a server that is just being restarted is waited for. Fails after
 * {@link WORKER_CONNECT_TIMEOUT_MS} with a sentence, the last failure as its cause; at once when `stop` aborts.
 */
export async function connectTemporal<Connection = NativeConnection>(
  target: TemporalTarget,
  options: {
    readonly stop: AbortSignal;
    readonly onRetry: (error: unknown) => void;
    /** For tests. */
    readonly connect?: (options: NativeConnectionOptions) => Promise<Connection>;
    readonly timeoutMs?: number;
  },
): Promise<Connection> {
  const { stop, onRetry, timeoutMs = WORKER_CONNECT_TIMEOUT_MS } = options;
  const connect = options.connect ?? ((to) => NativeConnection.connect(to) as Promise<Connection>);
  const deadline = performance.now() + timeoutMs;
  for (
    let delayMs = TEMPORAL_CONNECT_DELAY_MS_FIRST;
    ;
    delayMs = Math.min(delayMs * 2, TEMPORAL_CONNECT_DELAY_MS_MAX)
  ) {
    stop.throwIfAborted();
    try {
      return await connect(target.options);
    } catch (error) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) throw new Error(`Temporal at ${target.address} cannot be reached`, { cause: error });
      onRetry(error);
      await sleep(Math.min(delayMs, leftMs), undefined, { signal: stop });
    }
  }
}
