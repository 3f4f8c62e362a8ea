import { join } from 'node:path';
import { shortHash } from '../../shared/names.ts';
import type { Launcher, RunningKubernetes, RunningTemporal, RunningWorker } from './launcher.ts';
import { EMBEDDED_CONTEXT, localTaskQueueOf, type QueuePlace } from '../local-task-queue.ts';
import type { RunningStatus, WorkerRequest } from '../protocol.ts';
import type { StatePaths } from '../state-dir.ts';
import { KeptRunning } from './kept-running.ts';

/** Variables that hold credentials themselves, not paths to them. */
const SECRET_VARIABLE = /^TEMPORAL_(API_KEY|TLS_CLIENT_KEY_DATA|GRPC_META_.*)$/;

const TEMPORAL_NAMESPACE_DEFAULT = 'default';

export interface LocalWorkerPlace {
  readonly paths: StatePaths;
  readonly hostname: string;
  readonly launcher: Launcher;
  /** The local servers, when the worker needs them; they may be starting. */
  temporal(): Promise<RunningTemporal>;
  kubernetes(): Promise<RunningKubernetes>;
  toolsDir(): string | undefined;
  onChange(): void;
}

/** The worker process of one cluster and one Temporal, kept running. */
export class LocalWorker {
  readonly request: WorkerRequest;
  readonly taskQueue: string;
  /** Equal for requests that one worker serves. */
  readonly key: string;
  readonly #place: LocalWorkerPlace;
  readonly #logPath: string;
  readonly #process: KeptRunning<RunningWorker>;
  /** The addresses that it was started with. */
  #temporalAddress: string | undefined;
  #kubernetesServer: string | undefined;

  constructor(request: WorkerRequest, place: LocalWorkerPlace) {
    this.request = request;
    this.#place = place;
    this.taskQueue = localTaskQueueOf({
      hostname: place.hostname,
      stateDir: place.paths.root,
      cluster: request.cluster,
      temporal: configuredTemporalOf(request),
    });
    const variables = Object.entries(request.temporalEnv).toSorted(([one], [other]) => (one < other ? -1 : 1));
    this.key = `${this.taskQueue}-${shortHash(JSON.stringify([request.cluster, variables]))}`;
    this.#logPath = join(place.paths.logDir, `worker-${this.key}.log`);
    this.#process = new KeptRunning(
      `the worker ${this.taskQueue}`,
      () => this.#start(),
      () => place.onChange(),
    );
  }

  get pid(): number | undefined {
    return this.#process.current?.pid;
  }

  get hasSecrets(): boolean {
    return Object.keys(this.request.temporalEnv).some((name) => SECRET_VARIABLE.test(name));
  }

  get status(): RunningStatus['workers'][number] {
    return {
      ...this.#process.status,
      taskQueue: this.taskQueue,
      context: this.#usesEmbedded ? EMBEDDED_CONTEXT : this.#ownCluster.context,
      logPath: this.#logPath,
      ...(this.pid !== undefined && { pid: this.pid }),
    };
  }

  ready(): Promise<RunningWorker> {
    return this.#process.ready();
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }

  /** A server that found its old port taken has another address: the worker must hear of it. */
  temporalMovedTo(address: string): void {
    if (this.#temporalAddress !== undefined && this.#temporalAddress !== address) this.#restart();
  }

  kubernetesMovedTo(server: string): void {
    if (this.#kubernetesServer !== undefined && this.#kubernetesServer !== server) this.#restart();
  }

  #restart(): void {
    // Its failure is in its status, and reaches whoever asks for it next.
    if (this.#process.current !== undefined) this.#process.restart().catch(() => {});
  }

  async #start(): Promise<RunningWorker> {
    const temporal = Object.keys(this.request.temporalEnv).length === 0 ? await this.#place.temporal() : undefined;
    const kubernetes = this.#usesEmbedded ? await this.#place.kubernetes() : undefined;
    this.#temporalAddress = temporal?.address;
    this.#kubernetesServer = kubernetes?.server;
    const toolsDir = this.#place.toolsDir();
    return await this.#place.launcher.startWorker({
      taskQueue: this.taskQueue,
      kubeconfigPath: kubernetes?.kubeconfigPath ?? this.#ownCluster.kubeconfigPath,
      context: kubernetes === undefined ? this.#ownCluster.context : EMBEDDED_CONTEXT,
      temporalEnv: temporal
        ? { TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: TEMPORAL_NAMESPACE_DEFAULT }
        : this.request.temporalEnv,
      temporalEnvOnly: temporal !== undefined,
      logPath: this.#logPath,
      ...(toolsDir !== undefined && { toolsDir }),
    });
  }

  get #usesEmbedded(): boolean {
    return this.request.cluster === 'embedded';
  }

  get #ownCluster() {
    if (this.request.cluster === 'embedded') throw new Error('the embedded cluster has no selection of its own');
    return this.request.cluster;
  }
}

/** Whoever asks for a worker of a Temporal that is not the local one says both: see `WorkerRequest.temporalEnv`. */
function configuredTemporalOf({ temporalEnv }: WorkerRequest): QueuePlace['temporal'] {
  if (Object.keys(temporalEnv).length === 0) return undefined;
  return {
    address: temporalEnv['TEMPORAL_ADDRESS'] ?? '',
    temporalNamespace: temporalEnv['TEMPORAL_NAMESPACE'] ?? TEMPORAL_NAMESPACE_DEFAULT,
  };
}
