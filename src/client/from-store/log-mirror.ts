import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import type { ArtifactStore, StoredObject } from '../../artifacts/index.ts';
import { createFresh, makeDirectory, type RunPlace } from '../../results/index.ts';
import { artifactEntryOf, artifactKeys } from '../../shared/artifact-keys.ts';

/** What is here of one scenario's log. */
interface Mirrored {
  attempt: number;
  partCount: number;
  /** Appends to it. */
  file: FileHandle;
}

/** Brings the logs of a run here as they grow in the store: each as its worker would have written it. */
export class LogMirror {
  private readonly logs = new Map<string, Mirrored>();
  private readonly store: Pick<ArtifactStore, 'list' | 'get'>;
  private readonly prefix: string;
  private readonly place: RunPlace;

  constructor(store: Pick<ArtifactStore, 'list' | 'get'>, prefix: string, place: RunPlace) {
    this.store = store;
    this.prefix = prefix;
    this.place = place;
  }

  /** What has come since the last call; of all attempts, the last under the scenario's own name. */
  async bring(resultName: string): Promise<void> {
    const objects = await this.store.list(artifactKeys(this.prefix).logsOf(resultName));
    await this.add(resultName, objects);
  }

  /** The same, of objects that were listed before; others than this scenario's are passed over. */
  async add(resultName: string, objects: readonly StoredObject[]): Promise<void> {
    const parts = objects
      .flatMap((object) => {
        const entry = artifactEntryOf(this.prefix, object.key);
        return entry?.kind === 'log' && entry.resultName === resultName
          ? [{ ...entry, bytes: object.bytes, object }]
          : [];
      })
      .toSorted((a, b) => a.attempt - b.attempt || a.part - b.part);
    for (const { attempt, part, object } of parts) {
      const mirrored = await this.openFor(resultName, attempt);
      if (mirrored.attempt !== attempt || part <= mirrored.partCount) continue;
      const bytes = await this.store.get(object.key, object.bytes);
      if (bytes === undefined) continue;
      await mirrored.file.appendFile(bytes);
      mirrored.partCount = part;
    }
  }

  /** Ends with the logs of those scenarios; they begin anew when they are brought again. */
  async release(resultName: string): Promise<void> {
    const mirrored = this.logs.get(resultName);
    this.logs.delete(resultName);
    await mirrored?.file.close();
  }

  async close(): Promise<void> {
    for (const resultName of this.logs.keys()) await this.release(resultName);
  }

  private async openFor(resultName: string, attempt: number): Promise<Mirrored> {
    const known = this.logs.get(resultName);
    if (known !== undefined && known.attempt >= attempt) return known;
    const path = this.place.log(resultName);
    await makeDirectory(dirname(path));
    if (known !== undefined) {
      const aside = this.place.attemptLog(resultName, known.attempt);
      await makeDirectory(dirname(aside));
      await rename(path, aside);
      await known.file.close();
    }
    const mirrored = { attempt, partCount: 0, file: await createFresh(path) };
    this.logs.set(resultName, mirrored);
    return mirrored;
  }
}
