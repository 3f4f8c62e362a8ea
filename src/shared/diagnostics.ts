/**
 * What a failed attempt's namespace held before it was deleted. Bounded in size by the limits beside
 * {@link DIAGNOSTICS_TIMEOUT_MS}; texts are redacted as logs are. Values of Secrets and ConfigMaps are never read.
 */
export interface Diagnostics {
  readonly attempt: number;
  readonly namespace: string;
  /** Milliseconds since the epoch. */
  readonly collectedAtMs: number;
  readonly pods: readonly PodDiagnosis[];
  /** Warnings first, each group newest first. */
  readonly events: readonly EventDiagnosis[];
  readonly workloads: readonly WorkloadDiagnosis[];
  readonly logs: readonly ContainerLog[];
  /** What could not be collected or was left out, one sentence each; empty: all is there. */
  readonly omitted: readonly string[];
}

export interface PodDiagnosis {
  readonly name: string;
  /** `Pending`, `Running`, `Succeeded`, `Failed`, `Unknown`. */
  readonly phase: string;
  readonly ready: boolean;
  readonly node?: string;
  /** Of the pod itself, such as `Evicted`, or why it is not scheduled. */
  readonly reason?: string;
  readonly message?: string;
  readonly containers: readonly ContainerDiagnosis[];
}

export interface ContainerDiagnosis {
  readonly name: string;
  readonly init: boolean;
  readonly image: string;
  readonly ready: boolean;
  readonly restartCount: number;
  /** Of its present state, else its last one: `ImagePullBackOff`, `CrashLoopBackOff`, `OOMKilled`, `Error`, … */
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
}

export interface EventDiagnosis {
  readonly type: string;
  readonly reason: string;
  /** `Pod/web-0`. */
  readonly object: string;
  readonly message: string;
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly lastSeenAtMs: number;
}

/** A Deployment, StatefulSet, DaemonSet, Job or PersistentVolumeClaim that is not as it should be. */
export interface WorkloadDiagnosis {
  readonly kind: string;
  readonly name: string;
  /** `1/3 ready`, `Pending`. */
  readonly state: string;
  readonly conditions: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason?: string;
    readonly message?: string;
  }[];
}

export interface ContainerLog {
  readonly pod: string;
  readonly container: string;
  /** Of the instance before the last restart. */
  readonly previous: boolean;
  /** The last lines. */
  readonly tail: string;
}
