import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { promisify } from 'node:util';

/** One pipe for standard output and standard error, so that lines keep the order in which they were written. */
export interface OutputPipe {
  readonly reader: Socket;
  /** File descriptor to hand to a child. */
  readonly writerFd: number;
  /** Once the child has it: the reader ends when the last writer is gone. */
  closeWriter(): void;
}

/**
 * A named pipe at `path`. Node's own `pipe` is a socket pair on Linux: `tee /dev/stderr` and `> /dev/stdout`, common in
 * scripts, fail on it with ENXIO; on a file they would truncate the log.
 */
export async function openOutputPipe(path: string): Promise<OutputPipe> {
  await promisify(execFile)('mkfifo', ['-m', '600', path]);
  // Without O_NONBLOCK this would wait for a writer; with a reader there, opening the writer does not wait.
  const readerFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writerFd = openSync(path, constants.O_WRONLY);
  let isOpen = true;
  return {
    reader: new Socket({ fd: readerFd, readable: true, writable: false }),
    writerFd,
    closeWriter: () => {
      if (isOpen) closeSync(writerFd);
      isOpen = false;
    },
  };
}
