import type { Ended, Said } from './contenders/contender.ts';
import type { Scenario } from './workloads/workload.ts';

/** What a contender's own results say, against what its scripts did. */
export interface Truth {
  readonly right: number;
  /** Another outcome than the script's: above all a failure that counts as passed. */
  readonly wrong: number;
  /** In no result at all. */
  readonly missing: number;
  /** The first few, for whoever looks: `s-0007: failed, said passed`. */
  readonly examples: readonly string[];
  /** Zero when all were to pass, something else when one was to fail. */
  readonly exitCodeRight: boolean;
}

const EXAMPLES_MAX = 5;

/** Undefined for a contender that makes no results. */
export function truthOf(scenarios: readonly Scenario[], { said, exitCode }: Pick<Ended, 'said' | 'exitCode'>) {
  if (said === undefined) return undefined;
  const told = scenarios.map(({ name, expected }) => ({ name, expected, word: said.get(name) }));
  const off = told.filter(({ expected, word }) => word !== expected);
  const missing = off.filter(({ word }) => word === undefined).length;
  return {
    right: told.length - off.length,
    wrong: off.length - missing,
    missing,
    examples: off.slice(0, EXAMPLES_MAX).map(exampleOf),
    exitCodeRight: (exitCode === 0) === scenarios.every(({ expected }) => expected === 'passed'),
  } satisfies Truth;
}

function exampleOf({ name, expected, word }: { name: string; expected: string; word: Said | undefined }): string {
  return `${name}: ${expected}, said ${word ?? 'nothing'}`;
}
