import { diceOf, type Dice } from './seeded-dice.ts';

/** What is done to one process: `kill` is SIGKILL, `stop` is SIGSTOP and, after the hold, SIGCONT. */
export const FAULT_KINDS = [
  'kill-client',
  'kill-background',
  'kill-worker',
  'kill-supervisor',
  'kill-script',
  'kill-temporal',
  'kill-etcd',
  'kill-apiserver',
  'kill-controller-manager',
  'stop-worker',
  'stop-apiserver',
  'fill-results',
  'fill-logs',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** No moment's fault but one of a whole round: a part of the API calls is answered wrongly. */
export const FAULTY_ANSWERS = 'faulty-answers';

export interface Fault {
  readonly kind: FaultKind;
  /** Since the first script of the round began. */
  readonly atMs: number;
  /** How long it lasts; 0 for a kill. */
  readonly holdMs: number;
  /** From 0 up to 1: which of several processes is meant. */
  readonly choice: number;
}

export interface RoundPlan {
  readonly round: number;
  /** Of everything random in the round. */
  readonly seed: number;
  /** The run reaches the API server through a proxy that answers a part of the calls wrongly. */
  readonly faultyAnswers: boolean;
  /** In the order of their moments. */
  readonly faults: readonly Fault[];
}

export interface PlanOptions {
  /** Which may be drawn; `faulty-answers` beside the kinds of moments. */
  readonly kinds: readonly string[];
  readonly faultCount: number;
  /** Between two faults, at most. */
  readonly gapMsMax: number;
}

/** A round that only repeats one kind proves little, and restarts of one server wait longer each time. */
export const MOST_PER_ROUND: Readonly<Record<FaultKind, number>> = {
  'kill-client': 3,
  'kill-background': 1,
  'kill-worker': 2,
  'kill-supervisor': 3,
  'kill-script': 4,
  'kill-temporal': 2,
  'kill-etcd': 1,
  'kill-apiserver': 1,
  'kill-controller-manager': 1,
  'stop-worker': 1,
  'stop-apiserver': 1,
  'fill-results': 1,
  'fill-logs': 1,
};

/** Each of these may cost every running script its attempt; a scenario is tried again three times, so no more of them. */
export const LOSING_KINDS: readonly FaultKind[] = ['kill-background', 'kill-worker', 'stop-worker'];
export const LOSSES_MAX = 3;

/** Longer than a request's deadline of 10 s, and on both sides of the heartbeat's of 20 s. */
const HOLD_MS: Partial<Record<FaultKind, readonly [min: number, max: number]>> = {
  'stop-worker': [12_000, 26_000],
  'stop-apiserver': [11_000, 16_000],
  'fill-results': [3_000, 8_000],
  'fill-logs': [3_000, 8_000],
};

/** The faults of one round. The same seed, round and options always give the same plan. */
export function planRound(seed: number, round: number, options: PlanOptions): RoundPlan {
  const roundSeed = (seed + Math.imul(round, 0x9e3779b1)) >>> 0;
  const dice = diceOf(roundSeed);
  const faultyAnswers = options.kinds.includes(FAULTY_ANSWERS) && dice.next() < 1 / 3;
  const faults: Fault[] = [];
  let atMs = 0;
  while (faults.length < options.faultCount) {
    const kind = drawKind(dice, options.kinds, faults);
    if (kind === undefined) break;
    atMs += dice.between(0, options.gapMsMax);
    const [min, max] = HOLD_MS[kind] ?? [0, 0];
    faults.push({ kind, atMs, holdMs: dice.between(min, max), choice: dice.next() });
  }
  return { round, seed: roundSeed, faultyAnswers, faults };
}

function drawKind(dice: Dice, kinds: readonly string[], before: readonly Fault[]): FaultKind | undefined {
  const losses = before.filter(({ kind }) => LOSING_KINDS.includes(kind)).length;
  const allowed = FAULT_KINDS.filter((kind) => {
    if (!kinds.includes(kind) || (LOSING_KINDS.includes(kind) && losses >= LOSSES_MAX)) return false;
    return before.filter((fault) => fault.kind === kind).length < MOST_PER_ROUND[kind];
  });
  return allowed.length === 0 ? undefined : dice.pick(allowed);
}
