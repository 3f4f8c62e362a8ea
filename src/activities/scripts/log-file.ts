import { rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createFresh, makeDirectory, resultsLayout, unwritable } from '../../results/index.ts';

/** A script's log on disk, bounded. Every error is a `Results.Unwritable`. */
export interface LogFile {
  write(chunk: Buffer): Promise<void>;
  /** Says how much was cut, if anything was. */
  close(): Promise<void>;
}

/** Opens the empty log of an attempt; the log of the attempt before it moves to `.muster/attempts` first. */
export async function openLogFile(
  resultsDir: string,
  resultName: string,
  attempt: number,
  bytesMax: number,
): Promise<LogFile> {
  const layout = resultsLayout(resultsDir);
  const path = layout.log(resultName);
  const file = await attemptTo(resultsDir, async () => {
    await makeDirectory(resultsDir);
    if (attempt > 1) await moveAside(path, layout.attemptLog(resultName, attempt - 1));
    return createFresh(path);
  });
  return boundedLog(resultsDir, file, bytesMax);
}

/** Writes into a file that is open, and closes it; `resultsDir` is for the sentence of an error. */
export function boundedLog(resultsDir: string, file: FileHandle, bytesMax: number): LogFile {
  let writtenBytes = 0;
  let cutBytes = 0;
  return {
    write: async (chunk) => {
      const kept = chunk.subarray(0, Math.max(0, bytesMax - writtenBytes));
      cutBytes += chunk.length - kept.length;
      writtenBytes += kept.length;
      if (kept.length > 0) await attemptTo(resultsDir, () => file.appendFile(kept));
    },
    close: () =>
      attemptTo(resultsDir, async () => {
        try {
          if (cutBytes > 0) await file.appendFile(`\n[muster: ${cutBytes} more bytes of output were not kept]\n`);
        } finally {
          await file.close();
        }
      }),
  };
}

async function moveAside(from: string, to: string): Promise<void> {
  await makeDirectory(dirname(to));
  await rename(from, to).catch((error: NodeJS.ErrnoException) => {
    // The attempt before this one never got as far as its log.
    if (error.code !== 'ENOENT') throw error;
  });
}

async function attemptTo<T>(resultsDir: string, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    throw unwritable(resultsDir, error);
  });
}
