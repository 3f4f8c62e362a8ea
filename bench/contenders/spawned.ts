import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { KILL_AFTER_MS } from '../limits.ts';
import { onInterrupt } from '../interrupt.ts';
import type { Ended, Job } from './contender.ts';

/** Runs a program to its end or to the end of its time; its output goes into a file. */
export async function runProgram(
  [file, ...args]: readonly [string, ...string[]],
  {
    job,
    env,
    logFile,
  }: {
    readonly job: Pick<Job, 'workDir' | 'timeLimitMs' | 'onStarted'>;
    readonly env: NodeJS.ProcessEnv;
    readonly logFile: string;
  },
): Promise<Pick<Ended, 'exitCode' | 'stopped'>> {
  const log = openSync(logFile, 'a');
  let stopped = false;
  // A group of its own, so that all of it can be stopped.
  const child = spawn(file, args, { cwd: job.workDir, env, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  const { pid } = child;
  if (pid !== undefined) job.onStarted(pid);
  const signal = (name: NodeJS.Signals) => {
    if (pid === undefined) return;
    try {
      process.kill(-pid, name);
    } catch {
      // It has just ended.
    }
  };
  const timers = [
    setTimeout(() => {
      stopped = true;
      signal('SIGTERM');
    }, job.timeLimitMs),
    setTimeout(() => signal('SIGKILL'), job.timeLimitMs + KILL_AFTER_MS),
  ];
  const stopListening = onInterrupt(async () => signal('SIGKILL'));
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (exitCode) => resolve({ exitCode, stopped }));
    });
  } finally {
    stopListening();
    for (const timer of timers) clearTimeout(timer);
  }
}
