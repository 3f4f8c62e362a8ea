import type { ContenderName } from './contenders/contender.ts';
import type { Cell } from './record.ts';
import { WORKLOADS, type Workload } from './workloads/workload.ts';

/** One measurement to be made. */
export interface Step {
  readonly cell: Cell;
  readonly contender: ContenderName;
  readonly repetition: number;
  readonly audited: boolean;
}

/** Cells that share contenders and repetitions. */
export interface Block {
  readonly workloads: readonly Workload[];
  readonly counts: readonly number[];
  readonly parallels: readonly number[];
  readonly contenders: readonly ContenderName[];
  readonly repetitions: number;
  readonly audited?: boolean;
}

export const PRESETS = ['quick', 'standard', 'full'] as const;
export type Preset = (typeof PRESETS)[number];

const RACERS: readonly ContenderName[] = ['muster', 'kuttl', 'scripts-batch'];
/** Of a no-op nothing but the overhead is left: there the floor belongs. */
const WITH_FLOOR: readonly ContenderName[] = [...RACERS, 'bare'];
const OTHERS = WORKLOADS.filter((workload) => workload !== 'no-op');
/** API calls are a count, not a time: one run tells. */
const AUDIT: Block = {
  workloads: ['no-op'],
  counts: [24],
  parallels: [8],
  contenders: WITH_FLOOR,
  repetitions: 1,
  audited: true,
};

export const presets: Readonly<Record<Preset, readonly Block[]>> = {
  quick: [
    { workloads: ['no-op'], counts: [24], parallels: [8], contenders: WITH_FLOOR, repetitions: 2 },
    { workloads: ['failing', 'hanging'], counts: [24], parallels: [8], contenders: RACERS, repetitions: 1 },
    AUDIT,
  ],
  standard: [
    { workloads: ['no-op'], counts: [24, 144], parallels: [8], contenders: WITH_FLOOR, repetitions: 3 },
    { workloads: ['no-op'], counts: [144], parallels: [4, 32], contenders: WITH_FLOOR, repetitions: 2 },
    { workloads: OTHERS, counts: [144], parallels: [8], contenders: RACERS, repetitions: 2 },
    { workloads: ['no-op'], counts: [24], parallels: [8], contenders: ['scripts'], repetitions: 2 },
    AUDIT,
  ],
  full: [
    { workloads: ['no-op'], counts: [24, 144, 500], parallels: [4, 8, 32], contenders: WITH_FLOOR, repetitions: 3 },
    { workloads: OTHERS, counts: [24, 144, 500], parallels: [4, 8, 32], contenders: RACERS, repetitions: 3 },
    { workloads: ['no-op'], counts: [24, 144], parallels: [8], contenders: ['scripts'], repetitions: 3 },
    { ...AUDIT, workloads: WORKLOADS },
  ],
};

/**
 * The order in which everything is measured: cell by cell, and in each cell round by round. Every round begins with
 * another contender, so that none always runs on the servers as another has left them.
 */
export function stepsOf(blocks: readonly Block[]): Step[] {
  return blocks.flatMap((block) => cellsOf(block).flatMap((cell) => stepsOfCell(block, cell)));
}

function cellsOf({ workloads, counts, parallels }: Block): Cell[] {
  return workloads.flatMap((workload) =>
    counts.flatMap((count) => parallels.map((parallel) => ({ workload, count, parallel }))),
  );
}

function stepsOfCell({ contenders, repetitions, audited = false }: Block, cell: Cell): Step[] {
  return Array.from({ length: repetitions }, (_, round) => {
    const turn = round % contenders.length;
    const order = [...contenders.slice(turn), ...contenders.slice(0, turn)];
    return order.map((contender) => ({ cell, contender, repetition: round + 1, audited }));
  }).flat();
}
