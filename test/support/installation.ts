import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { inject } from 'vitest';
import { resolveBinaries, type ResolvedBinary } from '../../src/embedded/index.ts';

export const packageRoot = fileURLToPath(new URL('../..', import.meta.url));
const main = join(packageRoot, 'dist', 'client', 'main.js');

export interface Finished {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * muster as a user has it: the built program, a state directory and a home of its own, the shared cache of binaries.
 * What its background process starts ends with `dispose`.
 */
export class Installation implements AsyncDisposable {
  readonly home: string;
  readonly stateDir: string;
  readonly env: Record<string, string>;

  constructor() {
    this.home = mkdtempSync(join(tmpdir(), 'mst-'));
    this.stateDir = join(this.home, 'state', 'muster');
    this.env = {
      HOME: this.home,
      PATH: process.env['PATH'] ?? '',
      XDG_STATE_HOME: join(this.home, 'state'),
      XDG_CACHE_HOME: dirname(inject('cacheDir')),
      LANG: 'C.UTF-8',
    };
  }

  get kubeconfigPath(): string {
    return join(this.stateDir, 'kubernetes', 'admin.kubeconfig');
  }

  /** A directory of scripts, by relative path. */
  scenarios(files: Readonly<Record<string, string>>): string {
    const dir = mkdtempSync(join(this.home, 'scenarios-'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
      // No execute bit: muster does not need one.
      chmodSync(join(dir, path), 0o644);
    }
    return dir;
  }

  /** A path of its own per call, not yet there. */
  freshPath(name: string): string {
    return join(mkdtempSync(join(this.home, 'd-')), name);
  }

  /** Starts the program and leaves it running; never rejects. */
  start(args: readonly string[], options: { cwd?: string; env?: Record<string, string> } = {}) {
    return execa(process.execPath, ['--', main, ...args], {
      cwd: options.cwd ?? this.home,
      env: { ...this.env, ...options.env },
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
      cleanup: true,
    });
  }

  async muster(...args: readonly string[]): Promise<Finished> {
    const { exitCode, stdout, stderr } = await this.start(args);
    return { exitCode, stdout, stderr };
  }

  /** Runs kubectl against the embedded cluster; its standard output. */
  async kubectl(...args: readonly string[]): Promise<string> {
    const { stdout } = await execa(join(inject('toolsDir'), 'kubectl'), ['--kubeconfig', this.kubeconfigPath, ...args]);
    return stdout;
  }

  /** Names of the namespaces of ours (or of one run) that are there, also those that are being deleted. */
  async namespaces(runName?: string): Promise<string[]> {
    const selector = [
      'app.kubernetes.io/managed-by=muster',
      ...(runName === undefined ? [] : [`muster/run=${runName}`]),
    ];
    const out = await this.kubectl('get', 'ns', '-l', selector.join(','), '-o', 'name');
    return out.split('\n').filter((line) => line !== '');
  }

  /** Temporal's own program: its command line, and the server that a test may need beside ours. */
  async temporalProgram(): Promise<ResolvedBinary> {
    const options = { env: process.env, cacheDir: inject('cacheDir') };
    return (await resolveBinaries(['temporal'], options)).temporal;
  }

  readJson<T>(...path: readonly string[]): T {
    return JSON.parse(readFileSync(join(...path), 'utf8')) as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.muster('down', '--purge');
    rmSync(this.home, { recursive: true, force: true });
  }
}
