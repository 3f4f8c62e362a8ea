import { isAbsolute, relative, sep } from 'node:path';
import { usageError } from '../errors.ts';

/**
 * Results among the scripts would be looked through at the next run, and old ones moved away beside them. Throws a
 * usage error when the results directory is the scenarios directory or lies inside it.
 */
export function requireApart(scenariosDir: string, resultsDir: string): void {
  const inside = relative(scenariosDir, resultsDir);
  const isApart = inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  if (isApart) return;
  const where = inside === '' ? 'is the scenarios directory' : `lies inside the scenarios directory ${scenariosDir}`;
  throw usageError(`The results directory ${resultsDir} ${where}`, 'give one outside of it: -r DIR, or RESULTS_DIR');
}
