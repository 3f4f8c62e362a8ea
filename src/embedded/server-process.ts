import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SERVER_STOP_GRACE_MS } from '../shared/limits.ts';
import { withDeathOfParent } from './death-of-parent.ts';
import { EmbeddedServerError } from './embedded-server-error.ts';
import { withGoSettings } from './go-runtime.ts';
import { openLogFile } from './log-file.ts';

export interface ServerCommand {
  /** Names the log file and every message: `kube-apiserver`. */
  readonly name: string;
  /** Absolute path of the program. */
  readonly path: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly logDir: string;
}

/** How a server ended. Exactly one of `code` and `signal` is null. */
export interface ServerExit {
  readonly name: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Last lines of its log since it started. */
  readonly tail: string;
}

export interface ServerProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Settles when the process has ended, asked or unasked; never rejects. */
  readonly exited: Promise<ServerExit>;
  /** Settles only when it has ended without `stop` having been called. */
  readonly died: Promise<ServerExit>;
  /** TERM, then KILL after SERVER_STOP_GRACE_MS. Settles when it has ended; may be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a server in a session of its own, so that a Ctrl-C meant for us does not end it, with a file for its output,
 * so that it never blocks on a pipe that nobody reads.
 * @throws EmbeddedServerError `Embedded.StartFailed` when it cannot be started at all.
 */
export async function startServer(command: ServerCommand): Promise<ServerProcess> {
  const { name, env } = command;
  const log = await openLogFile(join(command.logDir, `${name}.log`));
  const { file, args } = await withDeathOfParent(command.path, command.args, env);
  let child: ChildProcess;
  try {
    child = spawn(file, args, {
      env: withGoSettings(env),
      detached: true,
      stdio: ['ignore', log.handle.fd, log.handle.fd],
    });
    await once(child, 'spawn');
    // From here on an error is a signal that could not be sent; the end of the process is told by its exit alone.
    child.on('error', () => undefined);
  } catch (cause) {
    throw new EmbeddedServerError('Embedded.StartFailed', `${name} (${command.path}) cannot be started.`, { cause });
  } finally {
    await log.handle.close();
  }
  const exited = new Promise<ServerExit>((resolve) => {
    child.once('exit', (code, signal) => {
      const end = (tail: string) => resolve({ name, code, signal, tail });
      log.tail().then(end, () => end(''));
    });
  });
  let stopped: Promise<void> | undefined;
  const died = new Promise<ServerExit>((resolve) => {
    void exited.then((exit) => {
      if (stopped === undefined) resolve(exit);
    });
  });
  const stop = () => (stopped ??= endProcess(child, exited));
  return { name, pid: child.pid as number, logFile: log.path, exited, died, stop };
}

async function endProcess(child: ChildProcess, exited: Promise<ServerExit>): Promise<void> {
  const killTimer = new AbortController();
  child.kill('SIGTERM');
  const killed = sleep(SERVER_STOP_GRACE_MS, undefined, { signal: killTimer.signal }).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  );
  await exited;
  killTimer.abort();
  await killed;
}

/** For messages: how it ended, then what it said last. */
export function describeExit({ name, code, signal, tail }: ServerExit): string {
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  const said = tail === '' ? ' and logged nothing' : `. Its last lines:\n${tail.replace(/^/gm, '  ')}`;
  return `${name} ended with ${how}${said}`;
}
