import { setTimeout as sleep } from 'node:timers/promises';
import { readLiveState } from '../../src/local/background-state.ts';
import { targetsOf, type Role, type Stage } from './targets.ts';

const POLL_MS = 250;
/** Waited for no longer: a start may take 90 s, be struck itself, and be tried again after up to 30 s. */
const RECOVERY_MS_MAX = 240_000;

interface Place {
  readonly stage: Stage;
  readonly stateFile: string;
  readonly ended: AbortSignal;
}

/** Milliseconds until another process has taken over from this one; undefined when the run ended, or the time, before. */
export async function untilRecovered(role: Role, pid: number, place: Place): Promise<number | undefined> {
  const startMs = performance.now();
  let takenMs = 0;
  while (!place.ended.aborted && takenMs < RECOVERY_MS_MAX) {
    takenMs = performance.now() - startMs;
    if (hasSuccessor(role, pid, place)) return Math.round(takenMs);
    await sleep(POLL_MS, undefined, { signal: place.ended }).catch(() => undefined);
  }
  return undefined;
}

/** What the background process keeps is back when it says so itself, which it does once the thing can be used. */
function hasSuccessor(role: Role, pid: number, { stage, stateFile }: Place): boolean {
  const others = targetsOf(role, stage).filter((seen) => seen.pid !== pid);
  if (role === 'supervisor') return others.length > 0;
  const live = readLiveState(stateFile);
  if (live === undefined) return false;
  if (role === 'background')
    return live.process.pid !== pid && live.children.some(({ name }) => name.startsWith('worker'));
  return live.children.some((child) => others.some((seen) => seen.pid === child.pid));
}
