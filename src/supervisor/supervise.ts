import { createInterface } from 'node:readline';
import { Charges } from './charge.ts';
import { endCharges } from './end-charges.ts';
import { killOrphaned } from './marked-processes.ts';
import { removeDirectoriesOf, removeOrphanedDirectories } from './private-directories.ts';

export interface SuperviseOptions {
  /** One {@link ChargeLine} each; ends when the worker has ended. */
  readonly input: NodeJS.ReadableStream;
  /** Empty: only groups and their own directories can be told. */
  readonly workerMark: string;
  /** Where private directories are. */
  readonly temporaryDir: string;
  /** Ends what workers that are gone have left in a temporary directory. Default: processes and directories. */
  readonly sweep?: (temporaryDir: string) => Promise<unknown>;
}

/** Sweeps once, follows a worker until it ends, and then ends all that it has left. */
export async function supervise(options: SuperviseOptions): Promise<void> {
  const { input, workerMark, temporaryDir, sweep = sweepOrphaned } = options;
  const charges = new Charges();
  // What cannot be swept must not leave our own worker's scripts unguarded, nor may what takes long to sweep.
  const swept = sweep(temporaryDir).catch(() => undefined);
  for await (const line of createInterface({ input })) charges.apply(line);
  if (workerMark !== '') {
    await endCharges(charges, workerMark).catch(() => undefined);
    await removeDirectoriesOf(temporaryDir, workerMark).catch(() => undefined);
  }
  await swept;
}

async function sweepOrphaned(temporaryDir: string): Promise<void> {
  await Promise.allSettled([killOrphaned(), removeOrphanedDirectories(temporaryDir)]);
}
