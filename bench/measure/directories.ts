import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Sum of the files' lengths; 0 when it is not there. */
export function directoryMib(dir: string): number {
  let bytes = 0;
  try {
    for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
      const file = statSync(join(dir, name), { throwIfNoEntry: false });
      if (file?.isFile() === true) bytes += file.size;
    }
  } catch {
    return 0;
  }
  return bytes / 2 ** 20;
}

/** Totals of `aggregated.json`, and how many scenarios it lists; empty when there is none. */
export function readOutcomes(resultsDir: string): Record<string, number> {
  let text: string;
  try {
    text = readFileSync(join(resultsDir, 'aggregated.json'), 'utf8');
  } catch {
    return {};
  }
  const { total, passed, failed, skipped, scenarios } = JSON.parse(text) as Record<
    'total' | 'passed' | 'failed' | 'skipped',
    number
  > & { readonly scenarios: readonly unknown[] };
  return { total, passed, failed, skipped, listed: scenarios.length };
}
