import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { launchLine, type FromLauncher, type LaunchCommand, type ToLauncher } from './launch-messages.ts';

export interface LaunchOptions {
  /** One {@link ToLauncher} each; ends when the worker has ended. */
  readonly input: NodeJS.ReadableStream;
  readonly say: (line: string) => void;
}

/**
 * Starts programs for a worker until that ends, each as the leader of a process group of its own, with both output
 * streams on a named pipe that is made for it. What still runs when the worker has ended is killed with its group.
 */
export async function launchPrograms({ input, say }: LaunchOptions): Promise<void> {
  /** By id: keeps what was written until the worker reads. */
  const readers = new Map<number, number>();
  const groups = new Set<number>();
  const answer = (said: FromLauncher) => say(launchLine(said));
  const closeReader = (id: number) => {
    const fd = readers.get(id);
    readers.delete(id);
    if (fd !== undefined) closeSync(fd);
  };

  async function launch(id: number, command: LaunchCommand, pipePath: string): Promise<void> {
    let writer: number;
    try {
      const pipe = await makePipe(pipePath);
      readers.set(id, pipe.reader);
      writer = pipe.writer;
    } catch (error) {
      answer({ failed: id, code: codeOf(error), what: 'pipe' });
      return;
    }
    try {
      const { pid, ended } = await start(command, writer);
      groups.add(pid);
      answer({ started: id, pid });
      void ended.then(([exitCode, signalName]) => {
        groups.delete(pid);
        answer({ ended: id, exitCode, signalName });
      });
    } catch (error) {
      closeReader(id);
      answer({ failed: id, code: codeOf(error), what: 'program' });
    } finally {
      closeSync(writer);
    }
  }

  for await (const line of createInterface({ input })) {
    const said = JSON.parse(line) as ToLauncher;
    if ('opened' in said) closeReader(said.opened);
    else void launch(said.launch, said.command, said.pipePath);
  }
  for (const pid of groups) killGroup(pid);
}

/** The reader first, without waiting: with it there, opening the writer does not wait either. */
async function makePipe(path: string): Promise<{ readonly reader: number; readonly writer: number }> {
  await promisify(execFile)('mkfifo', ['-m', '600', path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { reader, writer: openSync(path, constants.O_WRONLY) };
  } catch (error) {
    closeSync(reader);
    throw error;
  }
}

type End = readonly [exitCode: number | null, signalName: NodeJS.Signals | null];

/** Rejects with the system's error when it cannot be started. */
async function start(
  { program, args, cwd, env }: LaunchCommand,
  output: number,
): Promise<{ readonly pid: number; readonly ended: Promise<End> }> {
  const child: ChildProcess = spawn(program, args, { cwd, env, stdio: ['ignore', output, output], detached: true });
  const ended = new Promise<End>((resolve) => child.once('exit', (...end) => resolve(end)));
  const { pid } = child;
  if (pid !== undefined) return { pid, ended };
  return await new Promise((_resolve, reject) => child.once('error', reject));
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended.
  }
}

function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : 'unknown error';
}
