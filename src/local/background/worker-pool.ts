import type { Wanted } from '../background-state.ts';
import { LocalWorker, type LocalWorkerPlace } from './local-worker.ts';
import type { WorkTargets } from './open-work.ts';
import type { RunningStatus, WorkerRequest } from '../protocol.ts';

/** One worker for each cluster and Temporal in use. */
export class WorkerPool {
  readonly #place: LocalWorkerPlace;
  readonly #workers = new Map<string, LocalWorker>();

  constructor(place: LocalWorkerPlace) {
    this.#place = place;
  }

  /** The worker that serves the request; a new one is not started yet. */
  workerFor(request: WorkerRequest): LocalWorker {
    const worker = new LocalWorker(request, this.#place);
    const known = this.#workers.get(worker.key) ?? worker;
    this.#workers.set(known.key, known);
    return known;
  }

  temporalMovedTo(address: string): void {
    for (const worker of this.#all) worker.temporalMovedTo(address);
  }

  kubernetesMovedTo(server: string): void {
    for (const worker of this.#all) worker.kubernetesMovedTo(server);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all.map((worker) => worker.stop()));
  }

  /** What may be written to disk: a worker that needs a credential comes back when somebody asks for it. */
  get wanted(): Wanted['workers'] {
    return this.#all.filter((worker) => !worker.hasSecrets).map((worker) => worker.request);
  }

  get processes(): readonly { readonly name: string; readonly pid: number }[] {
    return this.#all.flatMap(({ taskQueue, pid }) => (pid === undefined ? [] : [{ name: `worker ${taskQueue}`, pid }]));
  }

  get status(): RunningStatus['workers'] {
    return this.#all.map((worker) => worker.status);
  }

  get remoteQueues(): WorkTargets['remoteQueues'] {
    return this.#all
      .filter(({ request }) => Object.keys(request.temporalEnv).length > 0)
      .map(({ taskQueue, request }) => ({ taskQueue, temporalEnv: request.temporalEnv }));
  }

  get #all(): readonly LocalWorker[] {
    return [...this.#workers.values()];
  }
}
