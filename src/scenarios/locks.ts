import { FailureType } from '../shared/failure-types.ts';
import { INPUT_LABEL_LENGTH_MAX } from '../shared/limits.ts';
import type { Metadata, MetadataValue } from '../shared/metadata.ts';
import { shortHash } from '../shared/names.ts';
import { nearNames } from '../shared/near-names.ts';
import { shortLine } from '../shared/one-line.ts';
import { PlanError } from './plan-error.ts';

const KEYS_SHOWN_MAX = 20;

/**
 * Names of the locks of a scenario, sorted: those of its metadata, and with `lockBy` one per value of that key
 * (`version=4.1.0`); without the key none more.
 */
export function locksOf({ fields, values }: Metadata, lockBy: string | undefined): readonly string[] {
  if (lockBy === undefined || !Object.hasOwn(values, lockBy)) return fields.locks;
  const value = values[lockBy];
  const each = Array.isArray(value) ? (value as readonly MetadataValue[]) : [value];
  const derived = each
    .map((one) => (typeof one === 'string' ? one.trim() : JSON.stringify(one)))
    .filter((text) => text !== '')
    .map((text) => bounded(`${lockBy}=${text}`));
  return [...new Set([...fields.locks, ...derived])].toSorted();
}

/** Throws `Run.InvalidInput` for a key that none of the scripts has: it would lock nothing, without a word. */
export function requireLockKey(lockBy: string | undefined, all: readonly (Metadata | undefined)[]): void {
  if (lockBy === undefined) return;
  const keys = [...new Set(all.flatMap((metadata) => Object.keys(metadata?.values ?? {})))].toSorted();
  if (keys.includes(lockBy)) return;
  const shown = keys.slice(0, KEYS_SHOWN_MAX).map((key) => shortLine(key, INPUT_LABEL_LENGTH_MAX));
  const [near] = nearNames(lockBy, keys);
  const there = shown.length === 0 ? 'no scenario has any metadata' : `there are ${shown.join(', ')}`;
  throw new PlanError(
    FailureType.RunInvalidInput,
    `No scenario has the metadata key "${shortLine(lockBy, INPUT_LABEL_LENGTH_MAX)}" (--lock-by); ${there}` +
      (keys.length > shown.length ? ` and ${keys.length - shown.length} more` : ''),
    near === undefined ? {} : { fix: `did you mean --lock-by ${shortLine(near, INPUT_LABEL_LENGTH_MAX)}?` },
  );
}

/** A long value still has a name of its own. */
function bounded(name: string): string {
  if (name.length <= INPUT_LABEL_LENGTH_MAX) return name;
  const hash = shortHash(name);
  return `${name.slice(0, INPUT_LABEL_LENGTH_MAX - hash.length - 1)}-${hash}`;
}
