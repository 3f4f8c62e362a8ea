import { spawn, type ChildProcess } from 'node:child_process';

export interface GroupCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing is added. */
  readonly env: Readonly<Record<string, string>>;
}

/** The program could not be started; `code` is the system's, such as ENOENT. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: string;

  constructor(cause: unknown) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    super(`cannot be started: ${code}`, { cause });
    this.code = code;
  }
}

/** One of both is null. */
export interface ProgramExit {
  readonly exitCode: number | null;
  readonly signalName: NodeJS.Signals | null;
}

/**
 * Starts a program as the leader of a process group of its own, so its pid is the group's, with both output streams on
 * one descriptor and nothing on stdin. Throws {@link StartError}.
 */
export async function startInGroup(
  command: GroupCommand,
  outputFd: number,
): Promise<{ readonly pid: number; readonly exit: Promise<ProgramExit> }> {
  let child: ChildProcess;
  try {
    child = spawn(command.program, command.args, {
      cwd: command.cwd,
      env: { ...command.env },
      stdio: ['ignore', outputFd, outputFd],
      detached: true,
    });
  } catch (error) {
    // Node reports some refusals of the system by throwing, such as E2BIG, and others by an event.
    throw new StartError(error);
  }
  const exit = new Promise<ProgramExit>((resolve) => {
    child.once('exit', (exitCode, signalName) => resolve({ exitCode, signalName }));
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.on('error', (error) => reject(new StartError(error)));
  });
  if (child.pid === undefined) throw new StartError(undefined);
  return { pid: child.pid, exit };
}
