import { mkdirSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { inject } from 'vitest';
import { stringify } from 'yaml';
import { Installation } from '../support/installation.ts';
import { startFaultyApiProxy, type FaultyApiProxy } from './faulty-api-proxy.ts';
import type { Journal } from './journal.ts';
import { diceOf } from './seeded-dice.ts';
import { processesOf, signal, SUITE_VARIABLE } from './seen-processes.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

const LOGS_MIB = 64;
const PROFILE = 'workloads';

/** One installation on which rounds take place, every process of which can be told by a mark. */
export class FaultSuite implements AsyncDisposable {
  /** The mark. */
  readonly name = randomUUID();
  readonly muster = new Installation();
  readonly journal: Journal;
  readonly logsDisk: SmallDisk | undefined;
  readonly #seed: number;
  #proxy: FaultyApiProxy | undefined;

  constructor(seed: number, journal: Journal) {
    this.#seed = seed;
    this.journal = journal;
    const { env, stateDir } = this.muster;
    mkdirSync(this.temporaryDir);
    env[SUITE_VARIABLE] = this.name;
    env['TMPDIR'] = this.temporaryDir;
    env['PATH'] = `${env['PATH']}:${inject('toolsDir')}`;
    this.logsDisk = mountSmallDisk(join(stateDir, 'logs'), LOGS_MIB);
  }

  get temporaryDir(): string {
    return join(this.muster.home, 'tmp');
  }

  /** Starts what does not run; also brings back what was killed. */
  async up(): Promise<void> {
    const { exitCode, stderr } = await this.muster.muster('up', '--profile', PROFILE);
    if (exitCode !== 0) throw new Error(`muster up ended with ${exitCode}: ${stderr}`);
  }

  /** A kubeconfig whose API server is the one that answers a part of the calls wrongly; the same every time. */
  async faultyKubeconfig(): Promise<string> {
    const path = join(this.muster.home, 'faulty.kubeconfig');
    if (this.#proxy !== undefined) return path;
    this.#proxy = await startFaultyApiProxy(this.muster.kubeconfigPath, diceOf(this.#seed));
    const kubeconfig = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'faulty', cluster: { server: this.#proxy.server } }],
      users: [{ name: 'faulty', user: {} }],
      contexts: [{ name: 'faulty', context: { cluster: 'faulty', user: 'faulty' } }],
      'current-context': 'faulty',
    };
    writeFileSync(path, stringify(kubeconfig), { mode: 0o600 });
    return path;
  }

  /** Answers of the proxy so far. */
  get proxyCounts() {
    return this.#proxy?.counts() ?? { requests: 0, faults: 0 };
  }

  /** Ends everything; the processes that even then live, killed. May be called again. */
  async end(): Promise<readonly string[]> {
    await this.muster.muster('down');
    this.logsDisk?.unmount();
    await this.#proxy?.[Symbol.asyncDispose]();
    this.#proxy = undefined;
    const left = processesOf(this.name);
    for (const seen of left) signal(seen, 'SIGKILL');
    return left.map((seen) => seen.arguments.join(' '));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    await this.muster[Symbol.asyncDispose]();
  }
}
