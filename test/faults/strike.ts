import { setTimeout as sleep } from 'node:timers/promises';
import type { AttachedClient } from './attached-client.ts';
import type { Fault } from './fault-plan.ts';
import type { FaultEntry } from './journal.ts';
import { untilRecovered } from './recovery.ts';
import { signal, type SeenProcess } from './seen-processes.ts';
import type { SmallDisk } from './small-disk.ts';
import { roleOf, targetsOf, type Role, type Stage } from './targets.ts';

/** What the faults of one round can reach. */
export interface Arena {
  readonly stage: Stage;
  readonly stateFile: string;
  readonly client: AttachedClient;
  /** Absent where this user may not mount. */
  readonly resultsDisk: SmallDisk | undefined;
  readonly logsDisk: SmallDisk | undefined;
  /** Collects `PATH ATTEMPT` of the scripts that were killed. */
  readonly killedAttempts: Set<string>;
  /** Aborted when the run has ended: holds are let go, nothing is waited for any more. */
  readonly ended: AbortSignal;
}

const POLL_MS = 250;

type Struck = Pick<FaultEntry, 'pid' | 'note' | 'recoveredMs'>;

/** Inflicts one fault; settles when its effect is over, which for a kill is when another one is in its place. */
export async function strike(fault: Fault, arena: Arena): Promise<Struck> {
  switch (fault.kind) {
    case 'kill-client':
      return killClient(arena.client);
    case 'fill-results':
      return hold(arena.resultsDisk, fault.holdMs, arena.ended);
    case 'fill-logs':
      return hold(arena.logsDisk, fault.holdMs, arena.ended);
    default:
      return strikeProcess(fault, arena);
  }
}

function killClient(client: AttachedClient): Struck {
  const { pid } = client;
  return pid !== undefined && client.kill() ? { pid } : { note: 'no command line is attached' };
}

async function hold(disk: SmallDisk | undefined, holdMs: number, ended: AbortSignal): Promise<Struck> {
  if (disk === undefined) return { note: 'this user may not mount a small disk' };
  disk.fill();
  try {
    await pause(holdMs, ended);
  } finally {
    disk.empty();
  }
  return { pid: 0, note: disk.dir };
}

async function strikeProcess(fault: Fault, arena: Arena): Promise<Struck> {
  const role = roleOf[fault.kind];
  const target = role === undefined ? undefined : await targetOf(role, fault.choice, arena);
  if (role === undefined || target === undefined) return { note: 'nothing to strike' };
  const { pid } = target;
  if (fault.kind.startsWith('stop-')) {
    if (!signal(target, 'SIGSTOP')) return { note: 'it had ended' };
    try {
      await pause(fault.holdMs, arena.ended);
    } finally {
      signal(target, 'SIGCONT');
    }
    return { pid };
  }
  if (!signal(target, 'SIGKILL')) return { note: 'it had ended' };
  if (role === 'script') {
    const attempt = `${target.env['SCENARIO']} ${target.env['ATTEMPT']}`;
    arena.killedAttempts.add(attempt);
    return { pid, note: attempt };
  }
  const recoveredMs = await untilRecovered(role, pid, arena);
  if (recoveredMs !== undefined) return { pid, recoveredMs };
  return { pid, note: arena.ended.aborted ? 'the run ended before another took over' : 'nothing took over in time' };
}

/** What another fault has just ended comes back: this one waits for it, until the run has ended. */
async function targetOf(role: Role, choice: number, arena: Arena): Promise<SeenProcess | undefined> {
  while (!arena.ended.aborted) {
    const targets = targetsOf(role, arena.stage);
    if (targets.length > 0) return targets[Math.floor(choice * targets.length)];
    await pause(POLL_MS, arena.ended);
  }
  return undefined;
}

/** Ends early with the run. */
async function pause(ms: number, ended: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: ended }).catch(() => undefined);
}
