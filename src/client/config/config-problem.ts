import type { z } from 'zod';
import { shortened } from '../../shared/metadata-block.ts';
import { nearNames } from '../../shared/near-names.ts';
import { settingKeys } from './config-schema.ts';

/** Something in a configuration file that cannot be used. `line` and `column` are from 1. */
export interface ConfigProblem {
  readonly line: number;
  readonly column: number;
  /** The key's path in the configuration, `quota.pods`, when one is to blame. */
  readonly key?: string;
  readonly message: string;
}

/** What zod found, in steps: where, and what must be there. */
export interface ConfigIssue {
  readonly path: readonly (string | number)[];
  /** It is the key itself that is wrong, not its value. */
  readonly isKey: boolean;
  readonly message: string;
}

/** One of zod's issues as ours; unknown keys are one each. */
export function issuesOf(issue: z.core.$ZodIssue): ConfigIssue[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], isKey: true, message: unknownKey(key) }));
    case 'invalid_key':
      return [{ path, isKey: true, message: issue.issues[0]?.message ?? issue.message }];
    default:
      return [{ path, isKey: false, message: issue.message }];
  }
}

const spelledOtherwise = new Map(settingKeys.map((key) => [plainLetters(key), key]));

function unknownKey(key: string): string {
  const same = spelledOtherwise.get(plainLetters(key));
  const meant = same === undefined ? nearNames(key, settingKeys) : [same];
  return `is not a setting${meant.length === 0 ? '' : `; did you mean ${meant.join(' or ')}?`}`;
}

/** `max-parallel`, `MAX_PARALLEL` and `maxParallel` mean the same. */
function plainLetters(key: string): string {
  return key.replace(/^-+|[-_]/g, '').toLowerCase();
}

/** `muster.config.yaml:3:14: maxParallel: must be a whole number from 1 to 1000, found \`x\`` */
export function configProblemText(name: string, { line, column, key, message }: ConfigProblem): string {
  return `${name}:${line}:${column}: ${key === undefined ? '' : `${shortened(key)}: `}${message}`;
}
