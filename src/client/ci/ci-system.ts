import type { Environment } from '../invocation.ts';
import { isCi } from '../invocation.ts';

/** Whose log this output becomes: what is folded, and how, depends on it. */
export type CiSystem = 'github' | 'gitlab' | 'other';

/** Undefined outside of CI. */
export function ciSystemOf(env: Environment): CiSystem | undefined {
  if (env['GITHUB_ACTIONS'] === 'true') return 'github';
  if (env['GITLAB_CI'] === 'true') return 'gitlab';
  return isCi(env) ? 'other' : undefined;
}
