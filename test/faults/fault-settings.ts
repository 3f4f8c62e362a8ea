import { FAULT_KINDS, FAULTY_ANSWERS } from './fault-plan.ts';

/** What may be said about a suite by environment variables. */
export interface FaultSettings {
  /** `MUSTER_FAULT_SEED`: repeats the choices of another suite. Default: the clock. */
  readonly seed: number;
  /** `MUSTER_FAULT_ROUNDS`, default 3. */
  readonly rounds: number;
  /** `MUSTER_FAULT_KINDS`, with commas; default all. */
  readonly kinds: readonly string[];
  /** `MUSTER_FAULT_JOURNAL`, a path. */
  readonly journal: string | undefined;
}

const ROUNDS_DEFAULT = 3;
const EVERYTHING: readonly string[] = [...FAULT_KINDS, FAULTY_ANSWERS];

/** Fails with a sentence about a variable that cannot be used: a suite that tests something else proves nothing. */
export function faultSettingsOf(env: NodeJS.ProcessEnv, nowMs: number): FaultSettings {
  const kinds = env['MUSTER_FAULT_KINDS']?.split(',').map((kind) => kind.trim()) ?? EVERYTHING;
  const unknown = kinds.filter((kind) => !EVERYTHING.includes(kind));
  if (unknown.length > 0) {
    throw new RangeError(`MUSTER_FAULT_KINDS: ${unknown.join(', ')} is none of ${EVERYTHING.join(', ')}`);
  }
  return {
    seed: wholeNumber('MUSTER_FAULT_SEED', env['MUSTER_FAULT_SEED'], nowMs % 2 ** 32),
    rounds: wholeNumber('MUSTER_FAULT_ROUNDS', env['MUSTER_FAULT_ROUNDS'], ROUNDS_DEFAULT),
    kinds,
    journal: env['MUSTER_FAULT_JOURNAL'],
  };
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new RangeError(`${name}: expected a whole number, not ${text}`);
}
