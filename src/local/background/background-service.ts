import { serveBackground, type BackgroundHandlers } from './background-http.ts';
import { KnownClients } from './known-clients.ts';
import { untilUnused } from './leave-after-client.ts';
import type { LookAtRuns, OpenRuns } from './open-runs.ts';
import { IdleClock, watchIdle } from './idle-watch.ts';
import { LocalError } from '../local-error.ts';
import type { LocalServers } from './local-servers.ts';
import type { WorkTargets } from './open-work.ts';

export interface ServiceOptions {
  readonly socketPath: string;
  readonly servers: LocalServers;
  /** True when something needs the servers; what cannot be told counts as work. */
  readonly hasWork: (targets: WorkTargets) => Promise<boolean>;
  readonly lookAtRuns: LookAtRuns;
  /** Done at the start and at each look for work. Never rejects. */
  readonly tidy: () => Promise<void>;
  readonly version: string;
  readonly startedAtMs: number;
  readonly log: (line: string) => void;
}

export interface BackgroundService {
  /** Settles when the servers are down and the socket is closed. */
  readonly stopped: Promise<void>;
  /** Begins to stop; may be called again. */
  stop(reason: string): void;
  /** The command that it was to end with has ended: cancels that one's runs, and stops when nobody else needs it. */
  clientEnded(pid: number): void;
}

/** Answers the CLI, and ends when it is asked to or when nothing has needed the servers for long. */
export async function startService(options: ServiceOptions): Promise<BackgroundService> {
  const { servers, hasWork, lookAtRuns, tidy, version, startedAtMs, log } = options;
  const idle = new IdleClock();
  const clients = new KnownClients();
  let askingCount = 0;
  let isStopping = false;
  let settle: () => void = () => {};
  const stopped = new Promise<void>((resolve) => {
    settle = resolve;
  });

  const handlers: BackgroundHandlers = {
    status: () => ({
      running: true,
      pid: process.pid,
      version,
      startedAtMs,
      stopping: isStopping,
      ...servers.status,
      ...(idle.idleSinceMs !== undefined && { idleSinceMs: idle.idleSinceMs }),
    }),
    ensure: async (request, onProgress, clientPid) => {
      if (isStopping) throw new LocalError('Local.Stopping', 'the background process is stopping', 'Try again soon.');
      askingCount += 1;
      clients.asked(clientPid);
      try {
        return await servers.ensure(request, onProgress);
      } finally {
        askingCount -= 1;
        idle.touched();
      }
    },
    stop: async (when, clientPid) => {
      if (when === 'if-idle' && !isStopping && (await isBusy())) return 'busy';
      if (when === 'if-unused' && !isStopping && (await openRuns(clientPid)) !== 'none') return 'busy';
      stop('asked to stop');
      return 'stopping';
    },
  };

  const isBusy = async () => {
    const found = await hasWork(servers.workTargets);
    // Looked at last: somebody may have begun to ask while the servers were being asked.
    return found || askingCount > 0;
  };

  const openRuns = async (clientPid: number, cancelOf?: number): Promise<OpenRuns> => {
    if (isStopping) return 'none';
    const open = await lookAtRuns(servers.workTargets, cancelOf);
    return askingCount > 0 || clients.anyBeside(clientPid) ? 'others' : open;
  };

  const stop = (reason: string): void => {
    if (isStopping) return;
    isStopping = true;
    log(`stopping: ${reason}`);
    watch.stop();
    servers
      .stop()
      .catch((error: unknown) => log(`not everything stopped in order: ${String(error)}`))
      .then(() => http.close())
      .then(settle, settle);
  };

  const watch = watchIdle({
    clock: idle,
    isBusy: () => tidy().then(isBusy),
    onLeave: () => stop('nothing has needed it for long'),
  });
  const http = await serveBackground(options.socketPath, handlers);
  void tidy();
  const clientEnded = (pid: number): void => {
    void untilUnused(() => openRuns(pid, pid)).then(() => stop(`the command that started it (${pid}) has ended`));
  };
  return { stopped, stop, clientEnded };
}
