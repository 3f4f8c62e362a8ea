import { relative } from 'node:path';
import { usageError } from '../errors.ts';

/**
 * Results beside the scripts would mix with them, and old ones move away from among them. A directory of its own inside
 * (`muster run .` with the defaults) is fine. Throws a usage error when the two are the same.
 */
export function requireApart(scenariosDir: string, resultsDir: string): void {
  if (relative(scenariosDir, resultsDir) !== '') return;
  throw usageError(
    `The results directory ${resultsDir} is the scenarios directory`,
    'give one of its own: -r DIR, or RESULTS_DIR',
  );
}
