import { setTimeout as sleep } from 'node:timers/promises';
import { BACKGROUND_STOP_TIMEOUT_MS, LOCAL_POLL_MS } from '../shared/limits.ts';
import { readLiveState, type BackgroundState } from './background-state.ts';
import { ConnectionLost, fetchStatus } from './call-background.ts';
import { LocalError } from './local-error.ts';
import { isAlive, signalProcess, type ProcessIdentity } from '../embedded/process-identity.ts';
import type { RunningStatus } from './protocol.ts';
import type { StatePaths } from './state-dir.ts';

export interface FoundBackground {
  readonly state: BackgroundState;
  readonly status: RunningStatus;
}

/** The background process that answers. Undefined when there is none, or it is just starting or ending. */
export async function findBackground(paths: StatePaths): Promise<FoundBackground | undefined> {
  const state = readLiveState(paths.stateFile);
  if (state === undefined) return undefined;
  try {
    return { state, status: await fetchStatus(state.socketPath) };
  } catch (error) {
    if (error instanceof ConnectionLost) return undefined;
    throw error;
  }
}

/** Waits until the process has ended, then kills it: it is exactly the recorded one. */
export async function untilEnded(
  background: ProcessIdentity,
  timeoutMs: number = BACKGROUND_STOP_TIMEOUT_MS,
): Promise<void> {
  if (await endsWithin(background, timeoutMs)) return;
  signalProcess(background, 'SIGKILL');
  if (await endsWithin(background, timeoutMs)) return;
  throw new LocalError(
    'Local.Timeout',
    `the background process ${background.pid} does not end`,
    `End it by hand: kill -9 ${background.pid}`,
  );
}

async function endsWithin(background: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (isAlive(background)) {
    if (performance.now() > deadline) return false;
    await sleep(LOCAL_POLL_MS);
  }
  return true;
}
