import { setTimeout as sleep } from 'node:timers/promises';
import { SERVER_POLL_MS, SERVER_START_TIMEOUT_MS } from '../shared/limits.ts';
import { EmbeddedServerError } from './embedded-server-error.ts';
import { describeExit, type ServerExit, type ServerProcess } from './server-process.ts';

/** A server ended while it was waited for; `exit.name` says which. */
export class EndedAtStartError extends EmbeddedServerError {
  readonly exit: ServerExit;

  constructor(exit: ServerExit) {
    super('Embedded.StartFailed', describeExit(exit));
    this.exit = exit;
  }
}

export interface Readiness {
  /** What is waited for, as in "… was not ready after 90 s". */
  readonly what: string;
  /** Any of these ending ends the wait. */
  readonly servers: readonly ServerProcess[];
  /** True once it is ready; it may reject while it is not. It bounds its own time. */
  readonly check: () => Promise<boolean>;
  /** Default SERVER_START_TIMEOUT_MS. */
  readonly timeoutMs?: number;
}

/** @throws EmbeddedServerError `Embedded.StartFailed`: a server has ended (EndedAtStartError), or time ran out. */
export async function awaitReady({ what, servers, check, timeoutMs = SERVER_START_TIMEOUT_MS }: Readiness) {
  const deadline = performance.now() + timeoutMs;
  const ended = Promise.race(servers.map(({ exited }) => exited));
  let lastError: unknown;
  while (performance.now() < deadline) {
    const ready = check().catch((error: unknown) => {
      lastError = error;
      return false;
    });
    const outcome = await Promise.race([ended, ready.then((yes) => yes || sleep(SERVER_POLL_MS, false))]);
    if (outcome === true) return failIfEnded(servers);
    if (outcome !== false) throw new EndedAtStartError(outcome);
  }
  throw new EmbeddedServerError(
    'Embedded.StartFailed',
    `${what} was not ready after ${timeoutMs / 1000} s; see ${servers.map(({ logFile }) => logFile).join(', ')}.`,
    { cause: lastError },
  );
}

/** The check may have been answered by a stranger on the same port, while ours was ending for exactly that reason. */
async function failIfEnded(servers: readonly ServerProcess[]): Promise<void> {
  const pending = Symbol('pending');
  const first = await Promise.race([...servers.map(({ exited }) => exited), sleep(0, pending)]);
  if (typeof first !== 'symbol') throw new EndedAtStartError(first);
}
