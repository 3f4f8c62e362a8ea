import { serveBackground, type BackgroundHandlers } from './background-http.ts';
import { IdleClock, watchIdle } from './idle-watch.ts';
import { LocalError } from './local-error.ts';
import type { LocalServers } from './local-servers.ts';
import type { WorkTargets } from './open-work.ts';

export interface ServiceOptions {
  readonly socketPath: string;
  readonly servers: LocalServers;
  /** True when something needs the servers; what cannot be told counts as work. */
  readonly hasWork: (targets: WorkTargets) => Promise<boolean>;
  readonly version: string;
  readonly startedAtMs: number;
  readonly log: (line: string) => void;
}

export interface BackgroundService {
  /** Settles when the servers are down and the socket is closed. */
  readonly stopped: Promise<void>;
  /** Begins to stop; may be called again. */
  stop(reason: string): void;
}

/** Answers the CLI, and ends when it is asked to or when nothing has needed the servers for long. */
export async function startService(options: ServiceOptions): Promise<BackgroundService> {
  const { servers, hasWork, version, startedAtMs, log } = options;
  const idle = new IdleClock();
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
    ensure: async (request, onProgress) => {
      if (isStopping) throw new LocalError('Local.Stopping', 'the background process is stopping', 'Try again soon.');
      askingCount += 1;
      try {
        return await servers.ensure(request, onProgress);
      } finally {
        askingCount -= 1;
        idle.touched();
      }
    },
    stop: async (ifIdle) => {
      if (ifIdle && !isStopping && (await isBusy())) return 'busy';
      stop('asked to stop');
      return 'stopping';
    },
  };

  const isBusy = async () => {
    const found = await hasWork(servers.workTargets);
    // Looked at last: somebody may have begun to ask while the servers were being asked.
    return found || askingCount > 0;
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

  const watch = watchIdle({ clock: idle, isBusy, onLeave: () => stop('nothing has needed it for long') });
  const http = await serveBackground(options.socketPath, handlers);
  return { stopped, stop };
}
