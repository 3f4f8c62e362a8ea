import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { WORKER_EXIT_MARGIN_MS, WORKER_SHUTDOWN_FORCE_MS, WORKER_START_TIMEOUT_MS } from '../../shared/limits.ts';
import { withDeathOfParent } from '../../embedded/death-of-parent.ts';
import { openLogFile, type LogFile } from '../../embedded/log-file.ts';
import type { RunningWorker, WorkerLaunch } from './launcher.ts';
import { LocalError } from '../local-error.ts';
import { processEntry } from '../process-entry.ts';

/** Starts a worker process; settles when it says that it polls. Fails with `Local.StartFailed` and its last lines. */
export async function startWorkerProcess(
  launch: WorkerLaunch,
  env: NodeJS.ProcessEnv,
  entry: string = processEntry('worker/main.js'),
): Promise<RunningWorker> {
  const { file, args } = await withDeathOfParent(process.execPath, [entry, ...workerArguments(launch)], env);
  const log = await openLogFile(launch.logPath);
  const child = spawn(file, args, {
    env: { ...withoutTemporal(env), ...launch.temporalEnv },
    // A session of its own: Ctrl-C at the terminal of `npm start` is for the CLI alone.
    detached: true,
    stdio: ['ignore', log.handle.fd, log.handle.fd, 'ipc'],
  });
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `killed by ${signal}`));
  });
  await log.handle.close();
  await untilReady(child, exited, launch, log);
  const { pid } = child;
  if (pid === undefined) throw new Error('a worker that is ready has a pid');
  return { pid, exited, stop: () => stopChild(child, exited) };
}

function workerArguments(launch: WorkerLaunch): string[] {
  return [
    '--task-queue',
    launch.taskQueue,
    '--kubeconfig',
    launch.kubeconfigPath,
    '--context',
    launch.context,
    ...(launch.toolsDir === undefined ? [] : ['--tools-dir', launch.toolsDir]),
    ...(launch.temporalEnvOnly ? ['--no-temporal-file'] : []),
  ];
}

/** What the background process was started with must not mix with the Temporal that this worker is for. */
function withoutTemporal(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}

async function untilReady(
  child: ChildProcess,
  exited: Promise<string>,
  launch: WorkerLaunch,
  log: LogFile,
): Promise<void> {
  const given = new AbortController();
  try {
    const ready = new Promise<'ready'>((resolve) => child.once('message', () => resolve('ready')));
    const late = delay(WORKER_START_TIMEOUT_MS, 'was not ready in time', { signal: given.signal }).catch(() => '');
    const outcome = await Promise.race([ready, exited, late]);
    if (outcome === 'ready') return;
    child.kill('SIGKILL');
    throw new LocalError(
      'Local.StartFailed',
      `the worker ${launch.taskQueue} did not start (${outcome}); its last lines:\n${await log.tail()}`,
      `Its log is ${launch.logPath}.`,
    );
  } finally {
    given.abort();
  }
}

async function stopChild(child: ChildProcess, exited: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), WORKER_SHUTDOWN_FORCE_MS + WORKER_EXIT_MARGIN_MS);
  await exited;
  clearTimeout(force);
}
