import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ContenderName } from './contenders/contender.ts';
import type { Machine } from './machine.ts';
import type { ApiCalls } from './measure/audit.ts';
import type { Usage } from './measure/usage.ts';
import type { Truth } from './truth.ts';
import type { Workload } from './workloads/workload.ts';

/** What is measured: every contender in turns, so many times. */
export interface Cell {
  readonly workload: Workload;
  /** Scenarios. */
  readonly count: number;
  /** Scenarios at a time. */
  readonly parallel: number;
}

/** One run of one contender. Times in milliseconds from the start of its program. */
export interface Measurement extends Cell {
  readonly type: 'measurement';
  readonly contender: ContenderName;
  /** From 1. */
  readonly repetition: number;
  /** With an audit log: its calls count, its times do not. */
  readonly audited: boolean;
  readonly exitCode: number | null;
  /** It was stopped at its time limit: its times are lower bounds. */
  readonly stopped: boolean;
  readonly exitMs: number;
  /** Until the last namespace was gone, or until the last one that went had gone. */
  readonly goneMs: number;
  /** Left behind, and then deleted by the benchmark. */
  readonly namespacesLeft: number;
  readonly namespacesCreated: number;
  readonly peakNamespaces: number;
  /** Absent: no script started. */
  readonly firstScriptMs?: number;
  /** When the last script ended. */
  readonly lastScriptMs?: number;
  /** The most scripts at the same moment. */
  readonly parallelMax: number;
  /** Sum of the scripts' own times. */
  readonly scriptsMs: number;
  /** The list-scheduling bound of those times on `parallel` slots. */
  readonly boundMs: number;
  readonly usage: Usage;
  readonly truth?: Truth | undefined;
  readonly apiCalls?: ApiCalls;
}

/** The first line of a session of measurements. */
export interface Session {
  readonly type: 'session';
  /** Of this format; raised when a field changes its meaning. */
  readonly format: 1;
  /** `2026-11-23` */
  readonly date: string;
  /** `quick`, `standard`, `full` or `chosen`. */
  readonly preset: string;
  readonly machine: Machine;
}

export const RESULTS_DIR = join(BENCH_ROOT, 'bench/results');

/** Appends lines as they come, so that a session that is cut short keeps what it has. */
export class ResultsFile {
  readonly path: string;

  /** A path of its own for each session. */
  constructor(date: string, preset: string) {
    mkdirSync(RESULTS_DIR, { recursive: true });
    const pathOf = (suffix: string) => join(RESULTS_DIR, `${date}-${preset}${suffix}.jsonl`);
    let path = pathOf('');
    for (let number = 2; existsSync(path); number += 1) path = pathOf(`-${number}`);
    this.path = path;
  }

  append(line: object): void {
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }
}
