import type { Machine } from './machine.ts';
import type { Usage } from './measure/usage.ts';

/** Events in the histories of one workflow type. */
export interface EventCounts {
  readonly workflows: number;
  readonly median: number;
  readonly max: number;
  readonly sum: number;
}

/** How it stood at one moment of the run. */
export interface Sample {
  /** From the start of the run. */
  readonly atMs: number;
  readonly namespacesCreated: number;
  readonly namespacesGone: number;
  readonly rssMib: Usage['peakRssMib'];
}

/** A run of very many scenarios, as one line of a results file. */
export interface LargeRunLine {
  readonly type: 'large-run';
  readonly format: 1;
  readonly date: string;
  readonly machine: Machine;
  readonly count: number;
  readonly parallel: number;
  readonly exitCode: number | null;
  /** It was cancelled because its time was up. */
  readonly stopped: boolean;
  readonly exitMs: number;
  readonly goneMs: number;
  readonly namespacesLeft: number;
  readonly peakNamespaces: number;
  readonly usage: Usage;
  /** By workflow type. */
  readonly events: Readonly<Record<string, EventCounts>>;
  /** Of `aggregated.json`: by status, and files of results. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly resultsMib: number;
  readonly databaseMib: number;
  readonly samples: readonly Sample[];
}
