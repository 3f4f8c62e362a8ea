import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVER_POLL_MS, SERVER_STOP_GRACE_MS } from '../shared/limits.ts';
import { EmbeddedServerError } from './embedded-server-error.ts';
import { identityOf, isAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts';

/** The right of this process to run servers on a data directory. */
export interface DataDirClaim {
  /** Notes which servers run on it, so that they are ended should this process die without them. */
  record(pids: readonly number[]): Promise<void>;
  release(): Promise<void>;
}

interface ClaimRecord {
  readonly owner: ProcessIdentity;
  readonly servers: readonly ProcessIdentity[];
}

/**
 * Makes the directory (0700) and claims it in `DIR/owner.json`. What a dead owner left running is killed first: where
 * there is no setpriv, servers outlive an owner that was killed.
 * @throws EmbeddedServerError `Embedded.StartFailed` when a living process has it.
 */
export async function claimDataDir(dataDir: string): Promise<DataDirClaim> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'owner.json');
  const owner = ownIdentity();
  const previous = await readRecord(file);
  if (previous !== undefined) {
    if (isAlive(previous.owner)) {
      throw new EmbeddedServerError(
        'Embedded.StartFailed',
        `Process ${previous.owner.pid} is running servers on ${dataDir}. End it first.`,
      );
    }
    await killLeftovers(previous.servers);
  }
  await writeRecord(file, { owner, servers: [] });
  return {
    async record(pids) {
      const servers = pids.map(identityOf);
      await writeRecord(file, { owner, servers: servers.filter((server) => server !== undefined) });
    },
    release: () => rm(file, { force: true }),
  };
}

async function killLeftovers(servers: readonly ProcessIdentity[]): Promise<void> {
  for (const server of servers) {
    if (!isAlive(server)) continue;
    try {
      process.kill(server.pid, 'SIGKILL');
    } catch {
      // It ended by itself in between.
    }
    for (let waitedMs = 0; waitedMs < SERVER_STOP_GRACE_MS && isAlive(server); waitedMs += SERVER_POLL_MS) {
      await sleep(SERVER_POLL_MS);
    }
  }
}

async function writeRecord(file: string, record: ClaimRecord): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Undefined when there is none that can be read: a torn or foreign file claims nothing. */
async function readRecord(file: string): Promise<ClaimRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(file, 'utf8')) as Partial<ClaimRecord>;
    return record.owner === undefined ? undefined : { owner: record.owner, servers: record.servers ?? [] };
  } catch {
    return undefined;
  }
}
