import { execa } from 'execa';

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

  constructor(code = 'unknown error') {
    super(`cannot be started: ${code}`);
    this.code = code;
  }
}

/** One of both is null. */
export interface ProgramExit {
  readonly exitCode: number | null;
  readonly signalName: NodeJS.Signals | null;
}

export interface StartedProgram {
  readonly pid: number;
  readonly exit: Promise<ProgramExit>;
  /** Known before `exit` settles: that takes some turns of the event loop. */
  hasExited(): boolean;
}

/**
 * Starts a program as the leader of a process group of its own, so its pid is the group's, with both output streams on
 * one descriptor and nothing on stdin. Throws {@link StartError}.
 */
export async function startInGroup(command: GroupCommand, outputFd: number): Promise<StartedProgram> {
  const child = execa(command.program, command.args, {
    cwd: command.cwd,
    env: command.env,
    extendEnv: false,
    // Its types know 0 to 9 only; any descriptor is handed on as it is.
    stdio: ['ignore', outputFd as 3, outputFd as 3],
    detached: true,
    // Ours to end, as a group: with both output streams on a descriptor of ours it settles when the program exits.
    cleanup: false,
    buffer: false,
    reject: false,
  });
  if (child.pid === undefined) throw new StartError((await child).code);
  const exit = child.then(({ exitCode, signal }) => ({ exitCode: exitCode ?? null, signalName: signal ?? null }));
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  return { pid: child.pid, exit, hasExited };
}
