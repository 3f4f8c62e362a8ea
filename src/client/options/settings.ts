import type { Environment } from '../invocation.ts';
import { usageError } from '../errors.ts';
import { durationMsOf } from '../../shared/duration.ts';
import { HOUR_MS } from '../../shared/limits.ts';
import { durationText } from '../view/duration.ts';

/** Where a setting was made. */
export type Origin = 'flag' | 'environment' | 'config';

/** A text that was given, and by what: `--retries`, `MAX_PARALLEL`, `muster.config.yaml: retries`. */
export interface Given {
  readonly text: string;
  readonly by: string;
  /** Default: a flag or an argument. */
  readonly from?: Origin;
  /** The command up to the value, for an argument that has neither flag nor variable. */
  readonly usage?: string;
}

/** For what no configuration file sets: flag before environment before nothing. An empty variable counts as unset. */
export function given(
  flag: string | undefined,
  flagName: string,
  env: Environment,
  variable?: string,
): Given | undefined {
  if (flag !== undefined) return { text: flag, by: flagName, from: 'flag' };
  const value = variable === undefined ? undefined : env[variable];
  if (variable === undefined || value === undefined || value === '') return undefined;
  return { text: value, by: variable, from: 'environment' };
}

/** A whole number within the range, both ends included. */
export function wholeNumber(value: Given | undefined, fallback: number, min: number, max: number): number {
  if (value === undefined) return fallback;
  const number = /^\d+$/.test(value.text) ? Number(value.text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw usageError(
    `${value.by}: "${value.text}" is not a whole number from ${min} to ${max}`,
    `for instance ${exampleOf(value, fallback)}`,
  );
}

/** As it is typed: `--max-parallel 4`, `MAX_PARALLEL=4`, `maxParallel: 4` in a file, `muster scale RUN 4`. */
function exampleOf({ by, from, usage }: Given, value: number): string {
  if (usage !== undefined) return `${usage} ${value}`;
  if (from === 'config') return `${by.slice(by.lastIndexOf(' ') + 1)}: ${value}`;
  return by.startsWith('-') ? `${by} ${value}` : `${by}=${value}`;
}

/** Where nothing narrower holds: about ten years. */
const DURATION_MS_MAX = 10 * 365 * 24 * HOUR_MS;

/** A duration with its unit, in milliseconds. A bare number is refused: nobody can tell its unit. */
export function durationMs(value: Given | undefined, fallbackMs: number, minMs = 0, maxMs = DURATION_MS_MAX): number {
  if (value === undefined) return fallbackMs;
  const ms = durationMsOf(value.text);
  if (ms === undefined) {
    throw usageError(`${value.by}: "${value.text}" is not a duration`, 'give a number with its unit: 90s, 10m, 1h30m');
  }
  if (ms < minMs || ms > maxMs) {
    throw usageError(
      `${value.by}: "${value.text}" is out of range`,
      `from ${durationText(minMs)} to ${durationText(maxMs)}`,
    );
  }
  return ms;
}
