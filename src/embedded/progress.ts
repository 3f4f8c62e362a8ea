/** One step of getting or starting the servers; with `done` and `total` (same unit) it can be drawn as a bar. */
export interface Progress {
  /** What is being done, as a phrase: `downloading etcd`, `starting kube-apiserver`. */
  readonly step: string;
  readonly done?: number;
  readonly total?: number;
}

export type OnProgress = (progress: Progress) => void;
