import { rmSync } from 'node:fs';
import { startService, type BackgroundService } from './background-service.ts';
import { readBackgroundState, removeBackgroundState, writeBackgroundState } from '../background-state.ts';
import { acquireInstanceLock } from '../instance-lock.ts';
import type { Launcher } from './launcher.ts';
import { LocalServers } from './local-servers.ts';
import { hasOpenWork, type WorkTargets } from './open-work.ts';
import { isRunOpen, lookAtRuns, type LookAtRuns } from './open-runs.ts';
import { sweepEnvironments } from './sweep-environments.ts';
import { ownIdentity, type ProcessIdentity } from '../../embedded/process-identity.ts';
import { reapChildren } from './reap-children.ts';
import { makePrivateDir, socketPathOf, statePathsOf, type StatePaths } from '../state-dir.ts';

export interface BackgroundOptions {
  readonly stateDir: string;
  readonly version: string;
  readonly launcher: Launcher;
  /** By default asks Temporal and the cluster. */
  readonly hasWork?: (targets: WorkTargets) => Promise<boolean>;
  /** By default asks Temporal. */
  readonly lookAtRuns?: LookAtRuns;
  /** Takes one line about what it does. */
  readonly log: (line: string) => void;
}

/**
 * Takes the state directory, ends what a killed predecessor left, starts again what that one ran, and serves.
 * Undefined when a living process has the directory: there is one background process per state directory.
 */
export async function startBackground(options: BackgroundOptions): Promise<BackgroundService | undefined> {
  const paths = statePathsOf(options.stateDir);
  makePrivateDir(paths.root);
  makePrivateDir(paths.logDir);
  const self = ownIdentity();
  const lock = acquireInstanceLock(paths.lockFile, self);
  if (lock === undefined) return undefined;
  try {
    const service = await takeOver(options, paths, self);
    return { ...service, stopped: service.stopped.finally(() => lock.release()) };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function takeOver(
  options: BackgroundOptions,
  paths: StatePaths,
  self: ProcessIdentity,
): Promise<BackgroundService> {
  const { version, launcher, log } = options;
  const predecessor = readBackgroundState(paths.stateFile);
  const reaped = await reapChildren(predecessor?.children ?? []);
  if (reaped.length > 0) log(`ended what the last background process left: ${reaped.join(', ')}`);

  const socketPath = socketPathOf(paths.root);
  const startedAtMs = Date.now();
  const servers = new LocalServers(paths, launcher, () => save());
  const save = () => {
    writeBackgroundState(paths.stateFile, {
      format: 1,
      process: self,
      startedAtMs,
      socketPath,
      version,
      serverVersions: { ...servers.versions },
      wanted: servers.wanted,
      children: [...servers.children],
    });
  };
  const hasWork = options.hasWork ?? hasOpenWork;
  const service = await startService({
    socketPath,
    servers,
    hasWork,
    lookAtRuns: options.lookAtRuns ?? lookAtRuns,
    tidy: () => removeEnvironments(paths, servers, log),
    version,
    startedAtMs,
    log,
  });
  if (predecessor !== undefined) {
    log('the last background process did not end in order: starting again what it ran');
    void servers.restore(predecessor.wanted, log);
  }
  save();
  const stopped = service.stopped.then(() => {
    removeBackgroundState(paths.stateFile);
    rmSync(socketPath, { force: true });
  });
  return { ...service, stopped };
}

/** Environments whose run has ended without removing them. */
async function removeEnvironments(paths: StatePaths, servers: LocalServers, log: BackgroundOptions['log']) {
  const address = servers.workTargets.localTemporal?.address;
  const removed = await sweepEnvironments({
    directory: paths.environmentDir,
    nowMs: Date.now(),
    isRunOpen: async (runName) => {
      if (address === undefined) throw new Error('the local Temporal is not up');
      return await isRunOpen(address, runName);
    },
  }).catch((error: unknown) => {
    log(`environments of ended runs were not removed: ${String(error)}`);
    return [];
  });
  if (removed.length > 0) log(`removed environments of ended runs: ${removed.join(', ')}`);
}
