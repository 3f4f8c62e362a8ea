import type { CatalogueEntry } from '../catalogue/index.ts';

/** What `muster explain CODE` prints. */
export function entryLines(type: string, entry: CatalogueEntry): string[] {
  return [
    type,
    `  means  ${entry.means}`,
    `  why    ${entry.because}`,
    ...entry.fix.map((line, index) => `  ${index === 0 ? 'fix ' : '    '}   ${line}`),
    `  exit   ${entry.exitCode}${entry.ofScenario === true ? ', when nothing worse happened in the run' : ''}`,
  ];
}
