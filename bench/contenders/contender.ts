import type { Cluster } from '../measure/cluster.ts';
import type { Servers } from '../measure/servers.ts';
import type { Suite } from '../workloads/suite.ts';

/** One suite to be run once. */
export interface Job {
  readonly suite: Suite;
  /** Scenarios at a time. */
  readonly parallel: number;
  /** Of each script. Undefined: whatever is the contender's own default, or long. */
  readonly timeoutSeconds: number | undefined;
  /** Empty, for what the contender writes. */
  readonly workDir: string;
  readonly servers: Servers;
  readonly cluster: Cluster;
  /** After this it is stopped. */
  readonly timeLimitMs: number;
  /** The process to watch, as soon as it is there. */
  onStarted(pid: number): void;
}

/** What a contender says of one scenario, in its own results. */
export type Said = 'passed' | 'failed' | 'errored' | 'skipped';

export interface Ended {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** It was stopped because its time was up. */
  readonly stopped: boolean;
  /** By scenario; one that is missing is not in the results. Undefined: it makes no results. */
  readonly said: ReadonlyMap<string, Said> | undefined;
}

export interface Contender {
  readonly name: ContenderName;
  run(job: Job): Promise<Ended>;
}

/**
 * `scripts`: deletes one namespace after the other at the end, as the bash runner's contract has it; `scripts-batch`:
 * the same with all of them deleted in one call, the fairer one to race; `bare`: no scripts, creates and deletes only.
 */
export const CONTENDERS = ['muster', 'kuttl', 'scripts-batch', 'scripts', 'bare'] as const;
export type ContenderName = (typeof CONTENDERS)[number];
