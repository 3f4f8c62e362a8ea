import { access, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SERVER_PROBE_TIMEOUT_MS } from '../shared/limits.ts';
import { claimDataDir } from './data-dir.ts';
import type { ResolvedBinary } from './find-installed.ts';
import { startOnFreePorts, type Ports } from './ports.ts';
import { awaitReady } from './readiness.ts';
import { startServer, type ServerExit, type ServerProcess } from './server-process.ts';

export type TemporalPorts = Ports<'frontend' | 'ui'>;

export interface StartTemporalOptions {
  readonly binary: ResolvedBinary;
  /** Keeps the database; the same directory continues what ran in it. */
  readonly dataDir: string;
  readonly logDir: string;
  /** Taken where they are free, otherwise others: look at the answer. Default: any free ones. */
  readonly ports?: Partial<TemporalPorts>;
  /** The server's environment; TEMPORAL_* is left out of it. */
  readonly env: NodeJS.ProcessEnv;
  /** Dynamic configuration by key, such as limits other than the server's own. Default: none. */
  readonly dynamicConfig?: Readonly<Record<string, number>>;
}

export interface RunningTemporal {
  /** `127.0.0.1:PORT`, gRPC, no TLS; its Temporal namespace is `default`. */
  readonly address: string;
  readonly uiUrl: string;
  readonly ports: TemporalPorts;
  readonly pids: Readonly<Record<'temporal', number>>;
  readonly logFile: string;
  /** Settles when it ended without `stop`. Then call `stop`, and start it anew on the same directory and ports. */
  readonly exited: Promise<ServerExit>;
  /** May be called again. */
  stop(): Promise<void>;
}

/**
 * Temporal's development server on a SQLite file of its version. Ready when its namespace can be read through the UI,
 * which asks the frontend.
 * @throws EmbeddedServerError `Embedded.StartFailed`
 */
export async function startTemporal(options: StartTemporalOptions): Promise<RunningTemporal> {
  const { binary, dataDir } = options;
  const claim = await claimDataDir(dataDir);
  try {
    const database = join(dataDir, `temporal-${binary.version}.db`);
    const { server, ports } = await startOnFreePorts(['frontend', 'ui'], options.ports, async (chosen) => ({
      server: await startOn(chosen, database, options),
      ports: chosen,
    }));
    await claim.record([server.pid]);
    return {
      address: `127.0.0.1:${ports.frontend}`,
      uiUrl: `http://127.0.0.1:${ports.ui}`,
      ports,
      pids: { temporal: server.pid },
      logFile: server.logFile,
      exited: server.died,
      async stop() {
        await server.stop();
        await claim.release();
      },
    };
  } catch (error) {
    await claim.release();
    throw error;
  }
}

async function startOn(ports: TemporalPorts, database: string, options: StartTemporalOptions): Promise<ServerProcess> {
  const { binary, logDir, env } = options;
  await removeHalfMade(database);
  const server = await startServer({
    name: 'temporal',
    path: binary.path,
    args: [...temporalArgs(ports, database), ...dynamicConfigArgs(options.dynamicConfig ?? {})],
    env: withoutClientSettings(env),
    logDir,
  });
  try {
    await awaitReady({ what: 'temporal', servers: [server], check: () => hasNamespace(ports.ui) });
    await writeFile(madeMark(database), '');
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function temporalArgs(ports: TemporalPorts, database: string): string[] {
  return [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    `--port=${ports.frontend}`,
    `--ui-port=${ports.ui}`,
    '--ui-disable-news-fetch',
    `--db-filename=${database}`,
    // WAL and normal: survives a kill -9 of the server, and is a fifth faster than the defaults.
    '--sqlite-pragma=journal_mode=wal',
    '--sqlite-pragma=synchronous=normal',
    '--log-level=warn',
    '--disable-config-file',
    '--disable-config-env',
    // Its default of four is for many servers: tasks that come where nobody polls are handed on. 7 % of its CPU.
    '--dynamic-config-value=matching.numTaskqueueReadPartitions=1',
    '--dynamic-config-value=matching.numTaskqueueWritePartitions=1',
    // Off by default: activities on their workflow's own queue come with the answer that schedules them.
    '--dynamic-config-value=system.enableActivityEagerExecution=true',
  ];
}

function dynamicConfigArgs(values: Readonly<Record<string, number>>): string[] {
  return Object.entries(values).map(([key, value]) => `--dynamic-config-value=${key}=${value}`);
}

/** TEMPORAL_* is about the server that a client talks to; TEMPORAL_NAMESPACE would even create one here. */
function withoutClientSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([key]) => !key.startsWith('TEMPORAL_')));
}

/** The server makes its tables only when there is no file, so one whose making was cut short would stay broken. */
async function removeHalfMade(database: string): Promise<void> {
  const made = await access(madeMark(database)).then(
    () => true,
    () => false,
  );
  if (made) return;
  for (const suffix of ['', '-wal', '-shm']) await rm(`${database}${suffix}`, { force: true });
}

function madeMark(database: string): string {
  return `${database}.made`;
}

async function hasNamespace(uiPort: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${uiPort}/api/v1/namespaces/default`, {
    signal: AbortSignal.timeout(SERVER_PROBE_TIMEOUT_MS),
  });
  await response.body?.cancel();
  return response.ok;
}
