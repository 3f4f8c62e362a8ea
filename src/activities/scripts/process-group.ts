import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { KILL_SETTLE_MS } from '../../shared/limits.ts';
import type { Launcher } from '../../supervisor/index.ts';
import type { GroupCommand, ProgramExit } from './start-in-group.ts';
import { startProgram } from './start-program.ts';

export interface GroupOptions {
  readonly timeoutMs: number;
  /** Between TERM and KILL. */
  readonly killGraceMs: number;
  /** How long pipes are still read after the program itself has ended. */
  readonly pipeSettleMs: number;
  readonly signal: AbortSignal;
  /** Where the named pipe for the output is made; the caller removes it. */
  readonly pipePath: string;
  /** Starts the program in the place of this process, whose own memory makes that slow. Default: none. */
  readonly launcher?: Launcher | undefined;
  /** Called once with the group's id, which is the program's pid. */
  readonly onStarted: (pid: number) => void;
  /** Called with one piece of output after another. When it rejects, the group is ended and its error thrown. */
  readonly onOutput: (chunk: Buffer) => Promise<void>;
}

export interface GroupExit {
  readonly exitCode?: number;
  /** The signal that ended the program, such as `SIGSEGV`. */
  readonly signalName?: string;
  readonly timedOut: boolean;
  readonly durationMs: number;
}

/**
 * Runs a program in a process group of its own until it ends, its time is over, or the signal aborts (TERM to the
 * group, KILL after the grace). Whatever is left of the group is killed before this settles, also when a descendant
 * holds the pipe. Throws {@link StartError}, the abort's reason, the error of `onOutput`, or `Worker.Lost`.
 */
export async function runInGroup(command: GroupCommand, options: GroupOptions): Promise<GroupExit> {
  options.signal.throwIfAborted();
  const startedMs = performance.now();
  const child = await startProgram(command, options.pipePath, options.launcher);

  options.onStarted(child.pid);
  const ending = new GroupEnding(child.pid, options.killGraceMs);
  const timer = afterTime(options.timeoutMs, () => {
    if (!child.hasExited()) ending.begin('timeout');
  });
  const onAbort = () => ending.begin('aborted');
  options.signal.addEventListener('abort', onAbort, { once: true });
  if (options.signal.aborted) onAbort();
  const reading = readAll(child.reader, options.onOutput, () => ending.begin('output'));
  try {
    const { exitCode, signalName } = await Promise.race([child.exit, ending.givenUp]);
    const durationMs = performance.now() - startedMs;
    timer.cancel();
    options.signal.removeEventListener('abort', onAbort);
    const cause = ending.cause;
    const outputError = await settled(reading, child.reader, options.pipeSettleMs);
    if (cause === 'aborted') throw options.signal.reason;
    if (outputError !== undefined) throw outputError;
    return {
      ...(exitCode === null ? {} : { exitCode }),
      ...(signalName === null ? {} : { signalName }),
      timedOut: cause === 'timeout',
      durationMs: Math.round(durationMs),
    };
  } finally {
    // Once more, for a program whose end can never be known.
    timer.cancel();
    options.signal.removeEventListener('abort', onAbort);
    ending.finish();
    child.reader.destroy();
  }
}

/**
 * A turn of the event loop later than a timer: timers come first in it, so in a process that was stopped (a laptop that
 * slept) the time is over before the end of a child that has ended long ago is heard of.
 */
function afterTime(ms: number, then: () => void): { cancel(): void } {
  let turn: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    turn = setImmediate(then);
  }, ms);
  return {
    cancel() {
      clearTimeout(timer);
      clearImmediate(turn);
    },
  };
}

/** The end of a group: begun at most once, for the first cause; finished always. */
class GroupEnding {
  cause: 'timeout' | 'aborted' | 'output' | undefined;
  /** Resolves when even KILL did not help for KILL_SETTLE_MS. */
  readonly givenUp: Promise<ProgramExit>;
  readonly #pid: number;
  readonly #graceMs: number;
  readonly #timers: NodeJS.Timeout[] = [];
  #giveUp: () => void = () => undefined;

  constructor(pid: number, graceMs: number) {
    this.#pid = pid;
    this.#graceMs = graceMs;
    this.givenUp = new Promise((resolve) => {
      this.#giveUp = () => resolve({ exitCode: null, signalName: 'SIGKILL' });
    });
  }

  begin(cause: 'timeout' | 'aborted' | 'output'): void {
    if (this.cause !== undefined) return;
    this.cause = cause;
    signalGroup(this.#pid, 'SIGTERM');
    this.#timers.push(setTimeout(() => signalGroup(this.#pid, 'SIGKILL'), this.#graceMs));
    this.#timers.push(setTimeout(this.#giveUp, this.#graceMs + KILL_SETTLE_MS));
  }

  finish(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    signalGroup(this.#pid, 'SIGKILL');
  }
}

/** Reads to the end. After the first error of `onOutput` the rest is read and dropped: a full pipe blocks the script. */
async function readAll(
  reader: Readable,
  onOutput: (chunk: Buffer) => Promise<void>,
  onFailure: () => void,
): Promise<unknown> {
  let failure: unknown;
  try {
    for await (const chunk of reader as AsyncIterable<Buffer>) {
      if (failure !== undefined) continue;
      await onOutput(chunk).catch((error: unknown) => {
        failure = error;
        onFailure();
      });
    }
  } catch {
    // The reader was destroyed: what a descendant would still write is nobody's output any more.
  }
  return failure;
}

async function settled(reading: Promise<unknown>, reader: Readable, settleMs: number): Promise<unknown> {
  const patience = new AbortController();
  const tooLong = delay(settleMs, undefined, { signal: patience.signal }).catch(() => undefined);
  await Promise.race([reading, tooLong]);
  patience.abort();
  reader.destroy();
  return reading;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: the group is empty. EPERM: what is left runs as another user, beyond anybody's reach here.
  }
}
