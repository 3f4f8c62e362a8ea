import { Client, Connection } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { FOLLOW_READ_TIMEOUT_MS, TEMPORAL_CONNECT_TIMEOUT_MS } from '../../shared/limits.ts';
import { ClientError } from '../errors.ts';
import { ExitCode } from '../exit-codes.ts';
import type { TemporalTarget } from './temporal-target.ts';
import { grpcCodeOf } from './temporal-trouble.ts';

/** An open connection. Close it: an open one keeps the process alive. */
export interface Temporal {
  readonly target: TemporalTarget;
  readonly client: Client;
  /** Runs the calls of `read` with a deadline; default: one answer's time. */
  within<T>(read: () => Promise<T>, timeoutMs?: number): Promise<T>;
  close(): Promise<void>;
}

const GRPC_NOT_FOUND = 5;
const GRPC_PERMISSION_DENIED = 7;
const GRPC_UNAUTHENTICATED = 16;

/** Connects and proves that the namespace exists. Errors: `Temporal.Unreachable`, `.NoNamespace`, `.Refused` (exit 3). */
export async function connectTemporal(target: TemporalTarget): Promise<Temporal> {
  let connection: Connection;
  try {
    connection = await Connection.connect({ ...target.connection, connectTimeout: TEMPORAL_CONNECT_TIMEOUT_MS });
  } catch (error) {
    throw connectError(target, error);
  }
  const client = new Client({ connection, namespace: target.temporalNamespace });
  const temporal: Temporal = {
    target,
    client,
    within: (read, timeoutMs = FOLLOW_READ_TIMEOUT_MS) => connection.withDeadline(Date.now() + timeoutMs, read),
    close: () => connection.close(),
  };
  try {
    await temporal.within(() => client.workflowService.describeNamespace({ namespace: target.temporalNamespace }));
  } catch (error) {
    // An account may start workflows and yet not describe the namespace; the first real call decides then.
    if (grpcCodeOf(error) === GRPC_PERMISSION_DENIED) return temporal;
    await connection.close();
    throw connectError(target, error);
  }
  return temporal;
}

function connectError(target: TemporalTarget, error: unknown): ClientError {
  const where = `${target.address} (namespace "${target.temporalNamespace}")`;
  const code = grpcCodeOf(error);
  if (code === GRPC_NOT_FOUND || error instanceof NamespaceNotFoundError) {
    return new ClientError(`Temporal at ${target.address} has no namespace "${target.temporalNamespace}"`, {
      type: 'Temporal.NoNamespace',
      fix: [
        'name another one: --temporal-namespace NAME or TEMPORAL_NAMESPACE',
        `or create it: temporal operator namespace create -n ${target.temporalNamespace}`,
      ],
      exitCode: ExitCode.Environment,
    });
  }
  const refused = code === GRPC_UNAUTHENTICATED || code === GRPC_PERMISSION_DENIED;
  return new ClientError(
    refused ? `Temporal at ${where} refuses the credentials` : `Cannot reach Temporal at ${where}`,
    {
      type: refused ? 'Temporal.Refused' : 'Temporal.Unreachable',
      why: error instanceof Error ? error.message : String(error),
      fix:
        target.kind === 'local'
          ? ['start it again: muster up']
          : [
              'check TEMPORAL_ADDRESS, TEMPORAL_API_KEY and TEMPORAL_TLS_*',
              'or unset them to use a Temporal on this machine',
            ],
      exitCode: ExitCode.Environment,
    },
  );
}
