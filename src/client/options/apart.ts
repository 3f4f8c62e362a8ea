import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { usageError } from '../errors.ts';

/**
 * Results beside the scripts would mix with them, and old ones move away from among them. A directory of its own inside
 * (`muster run .` with the defaults) is fine. Throws a usage error when the two are the same.
 */
export function requireApart(scenariosDir: string, resultsDir: string): void {
  if (relative(realPathOf(scenariosDir), realPathOf(resultsDir)) !== '') return;
  throw usageError(
    `The results directory ${resultsDir} is the scenarios directory`,
    'give one of its own: -r DIR, or RESULTS_DIR',
  );
}

/** A link to the one is the other; what is not there yet is what it is called. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
