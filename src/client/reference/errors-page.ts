import { clusterCodes } from '../catalogue/cluster-codes.ts';
import type { CatalogueEntry } from '../catalogue/index.ts';
import { machineCodes } from '../catalogue/machine-codes.ts';
import { runCodes } from '../catalogue/run-codes.ts';
import { scenarioCodes } from '../catalogue/scenario-codes.ts';
import { GENERATED } from './generated.ts';

const sections: readonly { readonly title: string; readonly codes: Readonly<Record<string, CatalogueEntry>> }[] = [
  { title: 'Runs, plans, results, schedules', codes: runCodes },
  { title: 'Scenarios, workers, namespaces', codes: scenarioCodes },
  { title: 'The cluster', codes: clusterCodes },
  { title: 'The command line, Temporal, local servers', codes: machineCodes },
];

/** docs/reference/errors.md. */
export function errorsPage(): string {
  return `${[
    GENERATED,
    '# Errors',
    '',
    'An error says what happened, why, what helps, and its code. Decisions can be made by the code: it does not change,',
    'while sentences may. `muster explain CODE` prints an entry of this page, offline.',
    '',
    'Codes of scenarios stand as `reason` in results and reports. What helps names the usual command; the error itself',
    "often knows better and says so. RUN, SCENARIO, NAME stand for names of yours. The exit code of a scenario's code is",
    'what the run ends with when nothing worse happened ([all of them](exit-codes.md)).',
    ...sections.flatMap(({ title, codes }) => ['', `## ${title}`, ...Object.entries(codes).flatMap(entryLines)]),
  ].join('\n')}\n`;
}

function entryLines([type, { means, because, fix, exitCode, ofScenario }]: [string, CatalogueEntry]): string[] {
  return [
    '',
    `### ${type}`,
    '',
    means,
    '',
    `- **Why** ${because}`,
    ...fix.map((line) => `- **Fix** ${line}`),
    `- **Exit code** ${exitCode}${ofScenario === true ? ' · of a scenario' : ''}`,
  ];
}
