import { identityOf, isAlive, type ProcessIdentity } from '../../embedded/process-identity.ts';

/** The commands that have asked for something: while one of them lives it may be using the servers. */
export class KnownClients {
  readonly #clients = new Map<number, ProcessIdentity>();

  asked(pid: number): void {
    const identity = identityOf(pid);
    if (identity !== undefined) this.#clients.set(pid, identity);
  }

  anyBeside(pid: number): boolean {
    for (const client of this.#clients.values()) if (!isAlive(client)) this.#clients.delete(client.pid);
    return [...this.#clients.keys()].some((known) => known !== pid);
  }
}
