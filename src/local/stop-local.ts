import { rmdirSync, rmSync } from 'node:fs';
import { readBackgroundState, readLiveState, removeBackgroundState } from './background-state.ts';
import { askToStop, ConnectionLost } from './call-background.ts';
import { untilEnded } from './find-background.ts';
import { reapChildren } from './reap-children.ts';
import { statePathsOf, type StatePaths } from './state-dir.ts';

/**
 * Stops workers and servers in order and waits until they are gone; also ends what a killed background process left.
 * `purge` then removes all data and logs of the state directory, but no caches.
 */
export async function stopLocal(options: {
  readonly stateDir: string;
  readonly purge: boolean;
}): Promise<'stopped' | 'not-running'> {
  const paths = statePathsOf(options.stateDir);
  const live = readLiveState(paths.stateFile);
  if (live !== undefined) {
    try {
      await askToStop(live.socketPath, false);
    } catch (error) {
      // It is just ending, or hangs: either way what counts is that it ends.
      if (!(error instanceof ConnectionLost)) throw error;
    }
    await untilEnded(live);
  }
  const left = readBackgroundState(paths.stateFile);
  const reaped = await reapChildren(left?.children ?? []);
  removeBackgroundState(paths.stateFile);
  if (options.purge) purge(paths);
  return live !== undefined || reaped.length > 0 ? 'stopped' : 'not-running';
}

/** By name: the directory may hold what is not ours. */
function purge(paths: StatePaths): void {
  const { root, ...ours } = paths;
  for (const path of Object.values(ours)) rmSync(path, { recursive: true, force: true });
  try {
    rmdirSync(root);
  } catch {
    // Not empty, or not there.
  }
}
