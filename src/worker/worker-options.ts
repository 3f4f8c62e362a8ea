import type { MetricsPlace } from './metrics-address.ts';

/** What one worker process serves. One cluster, one Temporal, four task queues that derive from one name. */
export interface RunWorkerOptions {
  /** The workflows' task queue; the other three names derive from it. */
  readonly taskQueue: string;
  /** Absent: `KUBECONFIG`, then `~/.kube/config`, then the pod's own account. Several paths as in `KUBECONFIG`. */
  readonly kubeconfigPath?: string | undefined;
  /** Absent: the kubeconfig's current context. */
  readonly context?: string | undefined;
  /** Relative paths of a run's input resolve against this. */
  readonly rootDir: string;
  /** Scripts at once, 1 or more; default {@link SCRIPT_SLOTS_DEFAULT}. */
  readonly scriptSlots?: number | undefined;
  /** Holds kubectl and helm; put last on the scripts' PATH. */
  readonly toolsDir?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** False: only `TEMPORAL_*` variables count, no `temporal.toml`. Default true. */
  readonly temporalFile?: boolean | undefined;
  /** The artifact store for bundles, results and logs, as `openArtifactStore` takes it. Absent: none. */
  readonly artifacts?: string | undefined;
  /** Where metrics are served for Prometheus, below `/metrics`; absent: nowhere. */
  readonly metrics?: MetricsPlace | undefined;
  /** A directory of workflow sources to bundle at start; default is the bundle that the build made. */
  readonly workflowsPath?: string | undefined;
  /** Ends the worker in order; default are the signals TERM, INT and HUP. */
  readonly stop?: AbortSignal | undefined;
  /** Called once, when it polls. */
  readonly onReady?: ((ready: ReadyWorker) => void) | undefined;
}

export interface ReadyWorker {
  readonly taskQueue: string;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly context: string;
  readonly server: string;
}
