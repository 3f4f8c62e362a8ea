import { setTimeout as sleep } from 'node:timers/promises';
import { LOCAL_POLL_MS, SERVER_STOP_GRACE_MS } from '../../shared/limits.ts';
import type { ChildProcessRecord } from '../background-state.ts';
import { isAlive, signalProcess } from '../../embedded/process-identity.ts';

/**
 * Ends what a killed background process left running: TERM, then KILL after a grace. Only processes that are exactly
 * the recorded ones are touched. Returns the names of those that were still there.
 */
export async function reapChildren(
  children: readonly ChildProcessRecord[],
  graceMs: number = SERVER_STOP_GRACE_MS,
): Promise<readonly string[]> {
  const left = children.filter((child) => signalProcess(child, 'SIGTERM'));
  const deadline = Date.now() + graceMs;
  while (left.some(isAlive) && Date.now() < deadline) await sleep(LOCAL_POLL_MS);
  const stubborn = left.filter((child) => signalProcess(child, 'SIGKILL'));
  const killDeadline = Date.now() + graceMs;
  while (stubborn.some(isAlive) && Date.now() < killDeadline) await sleep(LOCAL_POLL_MS);
  return left.map((child) => child.name);
}
