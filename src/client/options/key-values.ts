import { usageError } from '../errors.ts';

/** `key=value` texts of a repeatable flag as one record; the last of a key wins. Throws a usage error (exit 2). */
export function keyValues(texts: readonly string[] | undefined, flag: string, example: string): Record<string, string> {
  return Object.fromEntries(
    (texts ?? []).map((text) => {
      const equals = text.indexOf('=');
      if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
      throw usageError(`${flag}: "${text}" is not key=value`, `for instance ${flag} ${example}`);
    }),
  );
}
