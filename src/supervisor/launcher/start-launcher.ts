import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { LAUNCH_TIMEOUT_MS } from '../../shared/limits.ts';
import {
  launchLine,
  type FromLauncher,
  type LaunchCommand,
  type ProgramEnd,
  type ToLauncher,
} from './launch-messages.ts';

export interface LaunchedProgram {
  /** Also its process group's. */
  readonly pid: number;
  /** Rejects with {@link LauncherLost}. */
  readonly exit: Promise<ProgramEnd>;
  /** Known before `exit` settles: that takes some turns of the event loop. */
  hasExited(): boolean;
  /** Must be called once its pipe is open for reading: until then what it writes is kept. */
  opened(): void;
}

export interface Launcher {
  /**
   * Makes the pipe and starts the program with both output streams on it, nothing on stdin, and a process group of its
   * own. Rejects with {@link LaunchRefused} or {@link LauncherLost}.
   */
  launch(command: LaunchCommand, pipePath: string): Promise<LaunchedProgram>;
  /** Absent while none runs: the next launch starts another. */
  readonly pid: number | undefined;
  /** Ends it; what it has started and still runs is killed. */
  close(): void;
}

/** Nothing runs. `code` is the system's, such as ENOENT. */
export class LaunchRefused extends Error {
  override readonly name = 'LaunchRefused';
  readonly code: string;
  readonly what: 'program' | 'pipe';

  constructor({ code, what }: Pick<Extract<FromLauncher, { failed: number }>, 'code' | 'what'>) {
    super(`the ${what} cannot be made or started: ${code}`);
    this.code = code;
    this.what = what;
  }
}

/** How its programs end can no longer be known. */
export class LauncherLost extends Error {
  override readonly name = 'LauncherLost';
  constructor() {
    super("the process that starts this worker's scripts has ended, or does not answer");
  }
}

/** The built file; the same relative path holds in `src/` and in `dist/`. */
const ENTRY = fileURLToPath(new URL('../../../dist/supervisor/launcher/main.js', import.meta.url));

/**
 * Starts programs through a small process: to fork, the kernel copies the page tables of the whole worker, which stands
 * still meanwhile (14 ms of CPU from 370 MB, 1.3 ms from 50 MB). One that has died is replaced at the next launch.
 */
export function startLauncher(): Launcher {
  let running: LauncherProcess | undefined;
  let closed = false;
  const current = () => {
    if (closed) throw new LauncherLost();
    return (running ??= new LauncherProcess(() => (running = undefined)));
  };
  current();
  return {
    launch: async (command, pipePath) => await current().launch(command, pipePath),
    get pid() {
      return running?.pid;
    },
    close() {
      closed = true;
      running?.end();
    },
  };
}

interface Entry {
  readonly started: (pid: number) => void;
  readonly failed: (error: Error) => void;
  readonly ended: (end: ProgramEnd) => void;
}

class LauncherProcess {
  readonly #child: ChildProcess;
  readonly #entries = new Map<number, Entry>();
  #lastId = 0;

  constructor(onLost: () => void) {
    // A session of its own: neither Ctrl-C nor the end of the worker's group reaches it.
    this.#child = spawn(process.execPath, [ENTRY], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
    const lost = () => {
      onLost();
      for (const { failed } of this.#entries.values()) failed(new LauncherLost());
      this.#entries.clear();
    };
    this.#child.on('error', lost);
    this.#child.once('exit', lost);
    const { stdin, stdout } = this.#child;
    stdin?.on('error', () => undefined);
    if (stdout !== null) createInterface({ input: stdout }).on('line', (line) => this.#hear(line));
    this.#child.unref();
    (stdin as Socket | null)?.unref();
    (stdout as Socket | null)?.unref();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  end(): void {
    this.#child.stdin?.end();
  }

  async launch(command: LaunchCommand, pipePath: string): Promise<LaunchedProgram> {
    const id = (this.#lastId += 1);
    let hasExited = false;
    let ended: Entry['ended'] = () => undefined;
    let lost: Entry['failed'] = () => undefined;
    const exit = new Promise<ProgramEnd>((resolve, reject) => {
      ended = resolve;
      lost = reject;
    });
    // Whoever waits for it hears of it; nobody does when the start itself has failed.
    exit.catch(() => undefined);
    const pid = await new Promise<number>((resolve, reject) => {
      const giveUp = setTimeout(() => {
        this.#entries.delete(id);
        reject(new LauncherLost());
      }, LAUNCH_TIMEOUT_MS);
      this.#entries.set(id, {
        started: (started) => {
          clearTimeout(giveUp);
          resolve(started);
        },
        failed: (error) => {
          clearTimeout(giveUp);
          reject(error);
          lost(error);
        },
        ended: (end) => {
          hasExited = true;
          ended(end);
        },
      });
      this.#say({ launch: id, command, pipePath });
    });
    return { pid, exit, hasExited: () => hasExited, opened: () => this.#say({ opened: id }) };
  }

  #say(said: ToLauncher): void {
    this.#child.stdin?.write(launchLine(said));
  }

  #hear(line: string): void {
    const said = JSON.parse(line) as FromLauncher;
    if ('started' in said) {
      const entry = this.#entries.get(said.started);
      // Given up meanwhile: nobody reads its output or waits for its end.
      if (entry === undefined) killGroup(said.pid);
      else entry.started(said.pid);
      return;
    }
    const id = 'failed' in said ? said.failed : said.ended;
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    if ('failed' in said) entry?.failed(new LaunchRefused(said));
    else entry?.ended({ exitCode: said.exitCode, signalName: said.signalName });
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
