import { utf8BytesOf } from '../shared/utf8.ts';

/** Size of a value as compact JSON in UTF-8. */
export function jsonBytesOf(value: unknown): number {
  return utf8BytesOf(JSON.stringify(value) ?? '');
}
