import type { OnProgress, Profile, WorkerRequest } from '../protocol.ts';
import type { Running } from './kept-running.ts';

/** Ports by name, as a server reports them; given back to it at the next start. */
export type Ports = Readonly<Record<string, number>>;

export interface RunningServer extends Running {
  readonly ports: Ports;
  readonly pids: readonly number[];
}

export interface RunningTemporal extends RunningServer {
  readonly address: string;
  readonly uiUrl: string;
}

export interface RunningKubernetes extends RunningServer {
  readonly profile: Profile;
  readonly kubeconfigPath: string;
  readonly server: string;
}

export interface RunningWorker extends Running {
  readonly pid: number;
}

export interface WorkerLaunch {
  readonly taskQueue: string;
  /** Absent for the caller's default loading order. */
  readonly kubeconfigPath: string;
  readonly context: string;
  /** All `TEMPORAL_*` variables that the worker gets. */
  readonly temporalEnv: Readonly<Record<string, string>>;
  /** True: no `temporal.toml` may mix in. */
  readonly temporalEnvOnly: boolean;
  readonly toolsDir?: string;
  readonly logPath: string;
}

export interface Need {
  readonly temporal: boolean;
  readonly kubernetes?: Profile | undefined;
  readonly worker?: WorkerRequest | undefined;
}

/**
 * How the background process starts things. A start settles when the thing can be used, and fails with an error that
 * carries `type` and the last lines of its log; a restart on the same files goes on where it was.
 */
export interface Launcher {
  /** Gets every program that the need asks for, in one go, and says their versions by name. */
  prepare(
    need: Need,
    onProgress: OnProgress,
  ): Promise<{ readonly versions: Readonly<Record<string, string>>; readonly toolsDir?: string }>;
  startTemporal(ports: Ports | undefined, onProgress: OnProgress): Promise<RunningTemporal>;
  startKubernetes(profile: Profile, ports: Ports | undefined, onProgress: OnProgress): Promise<RunningKubernetes>;
  startWorker(launch: WorkerLaunch): Promise<RunningWorker>;
}
