import { existsSync } from 'node:fs';
import type { Temporal } from './connection.ts';
import { connectTemporal } from './connection.ts';
import { ClientError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import type { TemporalFlags } from '../flags.ts';
import type { Invocation } from '../invocation.ts';
import { ensureServers } from '../start/local-servers.ts';
import type { TemporalTarget } from './temporal-target.ts';
import { configuredTemporal, localTemporal } from './temporal-target.ts';

/**
 * The Temporal that a command without a cluster of its own talks to: the configured one, else the local one, which is
 * started again when it has been used before. Nothing is started for the first time just to be looked at.
 */
async function reachTemporal(invocation: Invocation, flags: TemporalFlags): Promise<Temporal> {
  const configured = configuredTemporal(flags, invocation.env, invocation.config);
  return await connectTemporal(configured ?? (await knownLocalTemporal(invocation)));
}

/** Opens a connection for the time of `use`. */
export async function withTemporal<T>(
  invocation: Invocation,
  flags: TemporalFlags,
  use: (temporal: Temporal) => Promise<T>,
): Promise<T> {
  const temporal = await reachTemporal(invocation, flags);
  try {
    return await use(temporal);
  } finally {
    await temporal.close();
  }
}

async function knownLocalTemporal(invocation: Invocation): Promise<TemporalTarget> {
  const { defaultStateDir } = await import('../../local/index.ts');
  const stateDir = defaultStateDir(invocation.env);
  if (!existsSync(stateDir)) {
    throw new ClientError('Nothing has been run on this machine yet, and no other Temporal is configured', {
      type: 'Temporal.NoneKnown',
      why: `${stateDir} does not exist; neither --temporal-address, TEMPORAL_ADDRESS nor temporal.toml names a server`,
      fix: ['start a run: muster run DIR', 'or name the server: TEMPORAL_ADDRESS=HOST:PORT'],
      exitCode: ExitCode.Usage,
    });
  }
  const { temporal } = await ensureServers(invocation, { temporal: true }, false);
  return localTemporal(orStartFailed(temporal));
}

/** The same for a worker in the foreground, which makes its own connection and may be the first to need a server. */
export async function temporalForWorker(invocation: Invocation, flags: TemporalFlags): Promise<TemporalTarget> {
  const configured = configuredTemporal(flags, invocation.env, invocation.config);
  if (configured !== undefined) return configured;
  const { temporal } = await ensureServers(invocation, { temporal: true }, false);
  return localTemporal(orStartFailed(temporal));
}

/** The background process was asked for Temporal; an answer without it is its defect, said as such. */
export function orStartFailed<T>(server: T | undefined): T {
  if (server !== undefined) return server;
  throw new ClientError('The background process did not start what it was asked for', {
    type: 'Local.StartFailed',
    fix: ['start it anew: muster down && muster up'],
  });
}
