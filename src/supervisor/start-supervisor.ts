import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SUPERVISOR_RESTART_MS } from '../shared/limits.ts';
import { Charges, lineOf, type Charge, type ChargeLine } from './charge.ts';
import { ownWorkerMark } from './worker-mark.ts';

export interface Supervisor {
  /** Begins the marks of this worker, and the names of the private directories of its scripts. */
  readonly workerMark: string;
  /** A mark for the environment of one script: `WORKERMARK.EXECUTION.SCRIPT`, of an execution's ID without dots. */
  markFor(executionId: string, scriptId: string): string;
  /** Watches over a script until the returned function is called. */
  guard(charge: Charge): () => void;
  /** The supervisor's process id; another one after it had to be replaced. */
  readonly pid: number | undefined;
  /** Ends it; what is still guarded is killed. */
  close(): void;
}

/** The built file; the same relative path holds in `src/` and in `dist/`. */
const ENTRY = fileURLToPath(new URL('../../dist/supervisor/main.js', import.meta.url));

/**
 * Starts the one supervisor of this worker process, which first ends what workers that are gone have left. When only
 * the supervisor dies, another is started and told of everything that runs.
 */
export function startSupervisor(): Supervisor {
  const worker = ownWorkerMark();
  const charges = new Charges();
  let child = start();
  let closed = false;

  function start(): ChildProcess {
    // A session of its own: neither Ctrl-C nor the end of the worker's group reaches it.
    const process_ = spawn(process.execPath, [ENTRY, worker], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    process_.unref();
    // Writing to one that has just died is answered by its replacement below.
    process_.stdin?.on('error', () => undefined);
    process_.on('error', () => undefined);
    process_.once('exit', () => {
      if (!closed) setTimeout(replace, SUPERVISOR_RESTART_MS).unref();
    });
    return process_;
  }

  function replace(): void {
    if (closed) return;
    child = start();
    for (const charge of charges.all()) say({ add: charge });
  }

  function say(said: ChargeLine): void {
    child.stdin?.write(lineOf(said));
  }

  return {
    workerMark: worker,
    markFor: (executionId, scriptId) => `${worker}.${executionId}.${scriptId}`,
    guard(charge) {
      charges.add(charge);
      say({ add: charge });
      return () => {
        charges.remove(charge.pid);
        say({ remove: charge.pid });
      };
    },
    get pid() {
      return child.pid;
    },
    close() {
      closed = true;
      child.stdin?.end();
    },
  };
}
