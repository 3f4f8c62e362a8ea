import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { BACKGROUND_START_TIMEOUT_MS, LOCAL_POLL_MS } from '../shared/limits.ts';
import { openLogFile, type LogFile } from '../embedded/log-file.ts';
import { findBackground, type FoundBackground } from './find-background.ts';
import { LocalError } from './local-error.ts';
import { ALREADY_RUNNING_EXIT_CODE } from './background/run-background.ts';
import { makePrivateDir, type StatePaths } from './state-dir.ts';

export interface StartOptions {
  readonly entry: string;
  readonly env: NodeJS.ProcessEnv;
  /** It ends with this process. */
  readonly attached: boolean;
}

/**
 * Starts the background process and waits until one answers: another starter's may have been quicker, which `started`
 * tells. Fails with `Local.StartFailed` and the log's last lines.
 */
export async function startBackgroundProcess(
  paths: StatePaths,
  options: StartOptions,
): Promise<FoundBackground & { readonly started: boolean }> {
  makePrivateDir(paths.root);
  makePrivateDir(paths.logDir);
  const log = await openLogFile(paths.backgroundLog);
  const child = spawnBackground(paths, log, options);
  await log.handle.close();
  const deadline = performance.now() + BACKGROUND_START_TIMEOUT_MS;
  let found = await findBackground(paths);
  while (found === undefined) {
    const failed = child.exitCode !== null && child.exitCode !== ALREADY_RUNNING_EXIT_CODE;
    if (failed || child.signalCode !== null || performance.now() > deadline) {
      throw await startFailed(child, log);
    }
    await sleep(LOCAL_POLL_MS);
    found = await findBackground(paths);
  }
  const started = found.state.process.pid === child.pid;
  // Ours lost the race. Were it left alone while it boots, it would take over after a `muster down` that comes quickly.
  if (!started) child.kill('SIGTERM');
  return { ...found, started };
}

function spawnBackground(paths: StatePaths, log: LogFile, { entry, env, attached }: StartOptions): ChildProcess {
  // A session of its own also when attached: Ctrl-C is for the CLI, which then decides; the channel ties the two.
  const child = spawn(process.execPath, [entry, '--state-dir', paths.root], {
    env,
    cwd: paths.root,
    detached: true,
    stdio: ['ignore', log.handle.fd, log.handle.fd, attached ? 'ipc' : 'ignore'],
  });
  // A failure to spawn shows as a process that never answers.
  child.once('error', () => {});
  child.unref();
  child.channel?.unref();
  return child;
}

async function startFailed(child: ChildProcess, log: LogFile): Promise<LocalError> {
  const how = child.exitCode === null ? 'did not answer in time' : `ended with exit code ${child.exitCode}`;
  return new LocalError(
    'Local.StartFailed',
    `the background process ${how}; its last lines:\n${await log.tail()}`,
    `Its log is ${log.path}.`,
  );
}
