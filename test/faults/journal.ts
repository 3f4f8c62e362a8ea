import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FaultKind } from './fault-plan.ts';

/** What became of one fault. */
export interface FaultEntry {
  readonly round: number;
  readonly kind: FaultKind;
  /** Since the first script of the round began. */
  readonly atMs: number;
  readonly holdMs: number;
  /** Absent when there was nothing to strike. */
  readonly pid?: number;
  /** Which script, or why nothing was struck. */
  readonly note?: string;
  /** Until another one was in its place; absent when none is expected or the round ended before. */
  readonly recoveredMs?: number;
}

/** What a round ended with. */
export interface RoundEntry {
  readonly round: number;
  readonly seed: number;
  readonly faultyAnswers: boolean;
  readonly durationMs: number;
  readonly scenarios: number;
  /** Attempts that infrastructure spoiled. */
  readonly lostAttempts: number;
  readonly wrong: readonly string[];
  /** Namespaces that were there when the run had ended, and how long they took to go. */
  readonly namespacesLate: readonly string[];
  readonly namespacesLateMs: number;
  readonly namespacesLeft: readonly string[];
  readonly processesLateMs: number;
  readonly processesLeft: readonly string[];
  /** Private directories of scripts, which may hold credentials. */
  readonly directoriesLeft: readonly string[];
  /** Command lines that gave up on an open run. */
  readonly desertions: readonly { readonly exitCode: number | undefined; readonly stderr: string }[];
}

export interface Summary {
  readonly rounds: number;
  readonly kills: number;
  readonly otherFaults: number;
  readonly missed: number;
  readonly scenarios: number;
  readonly lostAttempts: number;
  readonly wrong: number;
  readonly leaks: number;
  readonly desertions: number;
  readonly longestRecoveryMs: number;
  readonly longestNamespacesMs: number;
  readonly longestProcessesMs: number;
}

export function leaksOf(entry: RoundEntry): readonly string[] {
  return [...entry.namespacesLeft, ...entry.processesLeft, ...entry.directoriesLeft];
}

function summaryOf(faults: readonly FaultEntry[], rounds: readonly RoundEntry[]): Summary {
  const struck = faults.filter(({ pid }) => pid !== undefined);
  const kills = struck.filter(({ kind }) => kind.startsWith('kill-')).length;
  const sum = (of: (entry: RoundEntry) => number) => rounds.reduce((total, entry) => total + of(entry), 0);
  return {
    rounds: rounds.length,
    kills,
    otherFaults: struck.length - kills,
    missed: faults.length - struck.length,
    scenarios: sum(({ scenarios }) => scenarios),
    lostAttempts: sum(({ lostAttempts }) => lostAttempts),
    wrong: sum(({ wrong }) => wrong.length),
    leaks: sum((entry) => leaksOf(entry).length),
    desertions: sum(({ desertions }) => desertions.length),
    longestRecoveryMs: Math.max(0, ...faults.map(({ recoveredMs }) => recoveredMs ?? 0)),
    longestNamespacesMs: Math.max(0, ...rounds.map(({ namespacesLateMs }) => namespacesLateMs)),
    longestProcessesMs: Math.max(0, ...rounds.map(({ processesLateMs }) => processesLateMs)),
  };
}

/** Lines of JSON, each written at once: a suite that dies keeps what it has seen. */
export class Journal {
  readonly path: string;
  readonly faults: FaultEntry[] = [];
  readonly rounds: RoundEntry[] = [];

  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
  }

  fault(entry: FaultEntry): void {
    this.faults.push(entry);
    this.write({ fault: entry });
  }

  round(entry: RoundEntry): void {
    this.rounds.push(entry);
    this.write({ round: entry });
  }

  write(line: unknown): void {
    appendFileSync(this.path, `${JSON.stringify(line)}\n`);
  }

  get summary(): Summary {
    return summaryOf(this.faults, this.rounds);
  }
}
