import { existsSync, rmdirSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { BACKGROUND_START_TIMEOUT_MS, LOCAL_POLL_MS, STOP_ROUNDS_MAX } from '../shared/limits.ts';
import { ownIdentity, signalProcess } from '../embedded/process-identity.ts';
import { readBackgroundState, readLiveState, removeBackgroundState } from './background-state.ts';
import { askToStop, ConnectionLost } from './call-background.ts';
import { untilEnded } from './find-background.ts';
import { acquireInstanceLock, lockHolder } from './instance-lock.ts';
import { LocalError } from './local-error.ts';
import type { StopWhen } from './protocol.ts';
import { reapChildren } from './background/reap-children.ts';
import { statePathsOf, type StatePaths } from './state-dir.ts';

export interface StopOptions {
  readonly stateDir: string;
  /** Also removes all data and logs of the state directory, but no caches. */
  readonly purge: boolean;
  /** How long one that is just starting is waited for; default {@link BACKGROUND_START_TIMEOUT_MS}. */
  readonly startTimeoutMs?: number;
}

/**
 * Stops workers and servers in order and waits until they are gone, also those that are just starting; also ends what
 * a killed background process left. Fails with `Local.Timeout` or `Local.Busy` when others start it again and again.
 */
export async function stopLocal(options: StopOptions): Promise<'stopped' | 'not-running'> {
  const paths = statePathsOf(options.stateDir);
  let stoppedCount = 0;
  for (let round = 0; round < STOP_ROUNDS_MAX; round += 1) {
    if (await endBackground(paths, options.startTimeoutMs ?? BACKGROUND_START_TIMEOUT_MS)) stoppedCount += 1;
    stoppedCount += await endLeftovers(paths);
    if (!options.purge || purge(paths)) return stoppedCount > 0 ? 'stopped' : 'not-running';
  }
  throw new LocalError('Local.Busy', `${paths.root} is used again and again by other commands`, 'End them first.');
}

/** Stops it unless a run is open or another command uses it; then it leaves by itself once nobody does. */
export async function stopUnusedLocal(stateDir: string): Promise<'stopped' | 'not-running' | 'in-use'> {
  const paths = statePathsOf(stateDir);
  const live = readLiveState(paths.stateFile);
  if (live === undefined) return 'not-running';
  // What does not answer in time decides for itself once this command has ended.
  const answer = await ask(live.socketPath, 'if-unused').catch(() => 'busy' as const);
  if (answer === 'busy') return 'in-use';
  await untilEnded(live.process);
  await endLeftovers(paths);
  return 'stopped';
}

/** True when there was one. */
async function endBackground(paths: StatePaths, startTimeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + startTimeoutMs;
  // One that holds the lock and has not said yet where it answers is starting: it can be asked in a moment.
  const isStarting = () => readLiveState(paths.stateFile) === undefined && lockHolder(paths.lockFile) !== undefined;
  while (isStarting() && performance.now() < deadline) await sleep(LOCAL_POLL_MS);
  const live = readLiveState(paths.stateFile);
  if (live !== undefined) {
    await ask(live.socketPath, 'now');
    await untilEnded(live.process);
    return true;
  }
  const holder = lockHolder(paths.lockFile);
  if (holder === undefined) return false;
  signalProcess(holder, 'SIGTERM');
  await untilEnded(holder);
  return true;
}

async function ask(socketPath: string, when: StopWhen): Promise<'stopping' | 'busy'> {
  try {
    return await askToStop(socketPath, when);
  } catch (error) {
    // It is just ending, or hangs: either way what counts is that it ends.
    if (error instanceof ConnectionLost) return 'stopping';
    throw error;
  }
}

async function endLeftovers(paths: StatePaths): Promise<number> {
  // Another command may have started a new one meanwhile, whose children are none of ours to end.
  if (readLiveState(paths.stateFile) !== undefined) return 0;
  const reaped = await reapChildren(readBackgroundState(paths.stateFile)?.children ?? []);
  removeBackgroundState(paths.stateFile);
  return reaped.length;
}

/** By name: the directory may hold what is not ours. False, and nothing removed, when somebody runs here again. */
function purge(paths: StatePaths): boolean {
  const { root, lockFile, ...ours } = paths;
  if (!existsSync(root)) return true;
  // Held meanwhile, so that nobody starts on data that is going away.
  const lock = acquireInstanceLock(lockFile, ownIdentity());
  if (lock === undefined) return false;
  for (const path of Object.values(ours)) rmSync(path, { recursive: true, force: true });
  lock.release();
  try {
    rmdirSync(root);
  } catch {
    // Not empty, or not there.
  }
  return true;
}
