import { usageError } from '../errors.ts';

/** `key=value` texts of a repeatable flag as one record; the last of a key wins. Throws a usage error (exit 2). */
export function keyValues(texts: readonly string[] | undefined, flag: string, example: string): Record<string, string> {
  return Object.fromEntries(
    (texts ?? []).map((text) => {
      const equals = text.indexOf('=');
      const key = text.slice(0, Math.max(equals, 0));
      // Records that are checked leave this one out without a word.
      if (key === '__proto__') throw usageError(`${flag}: "${key}" cannot be a key`, `for instance ${flag} ${example}`);
      if (equals > 0) return [key, text.slice(equals + 1)];
      throw usageError(`${flag}: "${text}" is not key=value`, `for instance ${flag} ${example}`);
    }),
  );
}
