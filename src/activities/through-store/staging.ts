import { mkdir, mkdtemp, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isWorkerGone } from '../../supervisor/index.ts';

/**
 * Private directories (0700) in which a worker makes what goes to the artifact store: `ROOT/WORKERMARK/RANDOM`, one per
 * activity. What lies in one is in the store when it is removed, so none is worth keeping longer.
 */
export class Staging {
  readonly root: string;
  readonly workerMark: string;

  constructor(root: string, workerMark: string) {
    this.root = root;
    this.workerMark = workerMark;
  }

  async make(): Promise<string> {
    const own = join(this.root, this.workerMark);
    await mkdir(own, { recursive: true, mode: 0o700 });
    return await mkdtemp(join(own, 's-'));
  }

  /** What cannot be removed stops nothing: it is small, and goes with its worker's others. */
  async remove(dir: string): Promise<void> {
    await rm(dir, { recursive: true, force: true }).catch(() => undefined);
  }

  /** With a directory for as long as the work takes. */
  async within<T>(work: (dir: string) => Promise<T>): Promise<T> {
    const dir = await this.make();
    try {
      return await work(dir);
    } finally {
      await this.remove(dir);
    }
  }

  /** Makes what workers that are gone have left this worker's own; of two that try, one gets it. The directories. */
  async takeOver(): Promise<string[]> {
    const marks = await readdir(this.root).catch(() => []);
    const taken: string[] = [];
    for (const mark of marks.filter((each) => each !== this.workerMark && isWorkerGone(each))) {
      const from = join(this.root, mark);
      for (const name of await readdir(from).catch(() => [])) {
        const to = await this.make();
        // Onto an empty directory, which is replaced.
        const isOurs = await rename(join(from, name), to).then(
          () => true,
          () => false,
        );
        if (isOurs) taken.push(to);
        else await this.remove(to);
      }
      await this.remove(from);
    }
    return taken;
  }

  /** Removes this worker's directory when nothing is left in it. */
  async close(): Promise<void> {
    await rmdir(join(this.root, this.workerMark)).catch(() => undefined);
  }
}
