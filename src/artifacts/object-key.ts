import { ARTIFACT_KEY_LENGTH_MAX } from '../shared/limits.ts';
import { unusable } from './artifacts-error.ts';

const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/;

/** Segments of letters, digits, `.`, `_` and `-`, none of them `.` or `..`: the same in a directory and in a bucket. */
function isKey(key: string): boolean {
  return key.length <= ARTIFACT_KEY_LENGTH_MAX && key.split('/').every(isKeySegment);
}

export function isKeySegment(segment: string): boolean {
  return SEGMENT.test(segment);
}

/** Throws `Artifacts.Unusable` for a key that no store takes. */
export function requireKey(key: string): void {
  if (isKey(key)) return;
  const shown = JSON.stringify(key.length > 100 ? `${key.slice(0, 100)}…` : key);
  throw unusable(
    `${shown} cannot be the key of an artifact: letters, digits, ".", "_", "-" and "/" between them, ` +
      `at most ${ARTIFACT_KEY_LENGTH_MAX} characters.`,
  );
}

/** Of a listing: empty, or the beginning of a key. */
export function requirePrefix(prefix: string): void {
  if (prefix !== '') requireKey(prefix.endsWith('/') ? prefix.slice(0, -1) : prefix);
}
