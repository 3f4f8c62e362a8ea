import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Installation } from '../support/installation.ts';

/** One command line that gave up although the run was open. */
export interface Desertion {
  readonly exitCode: number | undefined;
  readonly stderr: string;
}

const ATTACHMENTS_MAX = 15;
const PAUSE_MS = 500;

/** A user who starts a run and, whenever the command line dies or gives up, watches it again until it has ended. */
export class AttachedClient {
  readonly desertions: Desertion[] = [];
  readonly ended: Promise<number | undefined>;
  readonly #muster: Installation;
  readonly #runName: string;
  readonly #resultsDir: string;
  #current: ReturnType<Installation['start']>;

  constructor(muster: Installation, runName: string, resultsDir: string, args: readonly string[]) {
    this.#muster = muster;
    this.#runName = runName;
    this.#resultsDir = resultsDir;
    this.#current = muster.start(['run', ...args, '--name', runName, '-r', resultsDir]);
    this.ended = this.#follow();
  }

  get pid(): number | undefined {
    return this.#current.pid;
  }

  /** False when this one was killed before and the next is not there yet. */
  kill(): boolean {
    return !this.#current.killed && this.#current.kill('SIGKILL');
  }

  /** The exit code of the command line that saw the end. */
  async #follow(): Promise<number | undefined> {
    for (let attachments = 1; ; attachments += 1) {
      const { exitCode, signal, stderr } = await this.#current;
      if (signal !== 'SIGKILL') {
        if (this.#hasEnded) return exitCode;
        this.desertions.push({ exitCode, stderr: stderr.split('\n').slice(-12).join('\n') });
      }
      if (attachments === ATTACHMENTS_MAX) throw new Error(`nobody saw the end of ${this.#runName}: ${stderr}`);
      await sleep(PAUSE_MS);
      this.#current = this.#muster.start(['watch', this.#runName]);
    }
  }

  /** The record is written as the last thing before the run closes. */
  get #hasEnded(): boolean {
    return existsSync(join(this.#resultsDir, '.muster', 'run.json'));
  }
}
