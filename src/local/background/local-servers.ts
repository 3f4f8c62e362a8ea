import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { RESTART_ATTEMPTS_MAX } from '../../shared/limits.ts';
import { identityOf } from '../../embedded/process-identity.ts';
import type { ChildProcessRecord, Wanted } from '../background-state.ts';
import { lastPortsOf, rememberPorts } from './last-ports.ts';
import type { Launcher, RunningKubernetes, RunningTemporal } from './launcher.ts';
import { EMBEDDED_CONTEXT } from '../local-task-queue.ts';
import type {
  EnsureAnswer,
  EnsureRequest,
  OnProgress,
  Profile,
  Progress,
  RunningStatus,
  WorkerRequest,
} from '../protocol.ts';
import type { StatePaths } from '../state-dir.ts';
import { KeptRunning, restartDelayMs } from './kept-running.ts';
import { WorkerPool } from './worker-pool.ts';
import type { WorkTargets } from './open-work.ts';

/** What the background process keeps running: Temporal, a cluster, and a worker for each cluster in use. */
export class LocalServers {
  readonly #paths: StatePaths;
  readonly #launcher: Launcher;
  readonly #onChange: () => void;
  readonly #listeners = new Set<OnProgress>();
  readonly #stopping = new AbortController();
  readonly #workers: WorkerPool;
  readonly #temporal: KeptRunning<RunningTemporal>;
  readonly #kubernetes: KeptRunning<RunningKubernetes>;
  #temporalWanted = false;
  #profile: Profile | undefined;
  #toolsDir: string | undefined;
  #versions: Record<string, string> = {};
  /** One request after another: each is quick unless something must be fetched or started first. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(paths: StatePaths, launcher: Launcher, onChange: () => void) {
    this.#paths = paths;
    this.#launcher = launcher;
    this.#onChange = onChange;
    this.#temporal = new KeptRunning('Temporal', () => this.#startTemporal(), onChange);
    this.#kubernetes = new KeptRunning('the embedded Kubernetes', () => this.#startKubernetes(), onChange);
    this.#workers = new WorkerPool({
      paths,
      hostname: hostname(),
      launcher,
      temporal: () => this.#temporal.ready(),
      kubernetes: () => this.#kubernetes.ready(),
      toolsDir: () => this.#toolsDir,
      onChange,
    });
  }

  /** Progress also comes from what another request has begun, while this one waits for it. */
  async ensure(request: EnsureRequest, onProgress: OnProgress): Promise<Omit<EnsureAnswer, 'startedBackground'>> {
    this.#listeners.add(onProgress);
    const turn = this.#queue.then(() => this.#ensureNow(request));
    this.#queue = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      this.#listeners.delete(onProgress);
    }
  }

  /** Starts what a predecessor that was killed was asked for. What does not start is logged and stays wanted. */
  async restore(wanted: Wanted, log: (line: string) => void): Promise<void> {
    this.#temporalWanted = wanted.temporal;
    this.#profile = wanted.kubernetes;
    for (const worker of wanted.workers) this.#workers.workerFor(worker);
    const requests: EnsureRequest[] = [
      { temporal: wanted.temporal, kubernetes: wanted.kubernetes },
      ...wanted.workers.map((worker) => ({ temporal: false, worker })),
    ];
    await Promise.all(requests.map((request) => this.#restoreOne(request, log)));
  }

  /** Tries as often as for a child that dies: what killed the predecessor may hit a first start too, and nobody asks. */
  async #restoreOne(request: EnsureRequest, log: (line: string) => void): Promise<void> {
    for (let attempt = 1; attempt <= RESTART_ATTEMPTS_MAX; attempt += 1) {
      try {
        await this.ensure(request, () => {});
        return;
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        log(`not started again: ${String(error)}`);
      }
      const pause = { signal: this.#stopping.signal, ref: false };
      await sleep(restartDelayMs(attempt), undefined, pause).catch(() => undefined);
    }
  }

  /** Workers first: they have something to tell Temporal and the cluster. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#workers.stop();
    await Promise.all([this.#kubernetes.stop(), this.#temporal.stop()]);
  }

  get wanted(): Wanted {
    return {
      temporal: this.#temporalWanted,
      kubernetes: this.#profile,
      workers: this.#workers.wanted,
    };
  }

  get versions(): Readonly<Record<string, string>> {
    return this.#versions;
  }

  get children(): readonly ChildProcessRecord[] {
    const processes = [
      ...(this.#temporal.current?.pids ?? []).map((pid) => ({ name: 'temporal', pid })),
      ...(this.#kubernetes.current?.pids ?? []).map((pid) => ({ name: 'kubernetes', pid })),
      ...this.#workers.processes,
    ];
    return processes.flatMap(({ name, pid }) => {
      const identity = identityOf(pid);
      return identity === undefined ? [] : [{ name, ...identity }];
    });
  }

  get status(): Pick<RunningStatus, 'temporal' | 'kubernetes' | 'workers'> {
    const temporal = this.#temporal.current;
    const kubernetes = this.#kubernetes.current;
    return {
      ...(this.#temporalWanted && {
        temporal: {
          ...this.#temporal.status,
          ...(temporal && { address: temporal.address, uiUrl: temporal.uiUrl }),
        },
      }),
      ...(this.#profile && {
        kubernetes: {
          ...this.#kubernetes.status,
          profile: this.#profile,
          ...(kubernetes && { kubeconfigPath: kubernetes.kubeconfigPath, server: kubernetes.server }),
        },
      }),
      workers: this.#workers.status,
    };
  }

  /** Where work may be going on that needs these servers. */
  get workTargets(): WorkTargets {
    return {
      ...(this.#temporalWanted && { localTemporal: { address: this.#temporal.current?.address } }),
      ...(this.#profile && { embeddedCluster: { kubeconfigPath: this.#kubernetes.current?.kubeconfigPath } }),
      remoteQueues: this.#workers.remoteQueues,
    };
  }

  async #ensureNow(request: EnsureRequest): Promise<Omit<EnsureAnswer, 'startedBackground'>> {
    const withTemporal = request.temporal || needsLocalTemporal(request);
    const profile = higherProfile(request.kubernetes ?? (usesEmbedded(request) ? 'api' : undefined), this.#profile);
    const withKubernetes = request.kubernetes !== undefined || usesEmbedded(request);
    const prepared = await this.#launcher.prepare(
      { temporal: withTemporal, kubernetes: withKubernetes ? profile : undefined, worker: request.worker },
      this.#progress,
    );
    this.#versions = { ...this.#versions, ...prepared.versions };
    this.#toolsDir = prepared.toolsDir ?? this.#toolsDir;

    const [temporal, kubernetes] = await Promise.all([
      withTemporal ? this.#ensureTemporal() : undefined,
      withKubernetes && profile !== undefined ? this.#ensureKubernetes(profile) : undefined,
    ]);
    const worker = request.worker === undefined ? undefined : await this.#ensureWorker(request.worker);
    this.#onChange();
    return {
      ...(temporal && { temporal: { address: temporal.address, uiUrl: temporal.uiUrl } }),
      ...(kubernetes && {
        kubernetes: {
          kubeconfigPath: kubernetes.kubeconfigPath,
          context: EMBEDDED_CONTEXT,
          server: kubernetes.server,
          profile: kubernetes.profile,
        },
      }),
      ...(worker && { worker }),
      ...(this.#toolsDir !== undefined && { toolsDir: this.#toolsDir }),
    };
  }

  #ensureTemporal(): Promise<RunningTemporal> {
    this.#temporalWanted = true;
    return this.#temporal.ready();
  }

  async #ensureKubernetes(profile: Profile): Promise<RunningKubernetes> {
    this.#profile = profile;
    const running = await this.#kubernetes.ready();
    // On the same data: what lives in the cluster lives on, its requests fail for some seconds.
    return running.profile === profile ? running : await this.#kubernetes.restart();
  }

  async #ensureWorker(request: WorkerRequest) {
    const worker = this.#workers.workerFor(request);
    if (worker.pid === undefined) this.#progress({ step: 'starting the worker' });
    const running = await worker.ready();
    return { taskQueue: worker.taskQueue, pid: running.pid };
  }

  async #startTemporal(): Promise<RunningTemporal> {
    this.#progress({ step: 'starting Temporal' });
    const ports = lastPortsOf(this.#paths.portsFile, 'temporal');
    const temporal = await this.#launcher.startTemporal(ports, this.#progress);
    rememberPorts(this.#paths.portsFile, 'temporal', temporal.ports);
    this.#workers.temporalMovedTo(temporal.address);
    return temporal;
  }

  async #startKubernetes(): Promise<RunningKubernetes> {
    this.#progress({ step: 'starting Kubernetes' });
    const ports = lastPortsOf(this.#paths.portsFile, 'kubernetes');
    const kubernetes = await this.#launcher.startKubernetes(this.#profile ?? 'api', ports, this.#progress);
    rememberPorts(this.#paths.portsFile, 'kubernetes', kubernetes.ports);
    this.#workers.kubernetesMovedTo(kubernetes.server);
    return kubernetes;
  }

  readonly #progress = (progress: Progress): void => {
    for (const listener of this.#listeners) listener(progress);
  };
}

function usesEmbedded(request: EnsureRequest): boolean {
  return request.worker?.cluster === 'embedded';
}

function needsLocalTemporal(request: EnsureRequest): boolean {
  return request.worker !== undefined && Object.keys(request.worker.temporalEnv).length === 0;
}

function higherProfile(one: Profile | undefined, other: Profile | undefined): Profile | undefined {
  return one === 'workloads' || other === 'workloads' ? 'workloads' : (one ?? other);
}
