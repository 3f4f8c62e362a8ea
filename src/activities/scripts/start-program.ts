import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { LauncherLost, LaunchRefused, type Launcher } from '../../supervisor/index.ts';
import { FailureType } from '../../shared/failure-types.ts';
import { passingFailure } from '../failures.ts';
import { openOutputPipe } from './output-pipe.ts';
import { StartError, startInGroup, type GroupCommand, type StartedProgram } from './start-in-group.ts';

export interface ProgramWithOutput extends StartedProgram {
  /** Ends when the last writer is gone. */
  readonly reader: Socket;
}

/**
 * Starts a program with its output on a named pipe at this path: through the worker's launcher, or without one by
 * itself. Throws {@link StartError}, and `Worker.Lost` when the launcher is gone; so does the program's exit then.
 */
export async function startProgram(
  command: GroupCommand,
  pipePath: string,
  launcher?: Launcher,
): Promise<ProgramWithOutput> {
  if (launcher !== undefined) return await startThrough(launcher, command, pipePath);
  const pipe = await openOutputPipe(pipePath);
  try {
    return { ...(await startInGroup(command, pipe.writerFd)), reader: pipe.reader };
  } catch (error) {
    pipe.reader.destroy();
    throw error;
  } finally {
    pipe.closeWriter();
  }
}

async function startThrough(launcher: Launcher, command: GroupCommand, pipePath: string): Promise<ProgramWithOutput> {
  const program = await launcher.launch(command, pipePath).catch((error: unknown) => {
    throw failureOf(error);
  });
  const { pid } = program;
  try {
    const fd = openSync(pipePath, constants.O_RDONLY | constants.O_NONBLOCK);
    const reader = socketOf(fd);
    program.opened();
    return { pid, hasExited: () => program.hasExited(), reader, exit: program.exit.catch(rethrow) };
  } catch (error) {
    process.kill(-pid, 'SIGKILL');
    throw error;
  }
}

function socketOf(fd: number): Socket {
  try {
    return new Socket({ fd, readable: true, writable: false });
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function rethrow(error: unknown): never {
  throw failureOf(error);
}

function failureOf(error: unknown): unknown {
  if (error instanceof LaunchRefused && error.what === 'program') return new StartError(error.code);
  if (error instanceof LauncherLost) return passingFailure(FailureType.WorkerLost, error.message);
  return error;
}
