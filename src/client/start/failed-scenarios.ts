import type { RunReport } from '../../shared/run-report.ts';
import { oneLine } from '../view/fit.ts';

const PATHS_NAMED_MAX = 10;

/** What became of each scenario of a run. */
export interface Outcomes {
  readonly runName: string;
  readonly scenarios: readonly { readonly path: string; readonly status: string }[];
}

export function outcomesIn({ runName, scenarios }: Pick<RunReport, 'runName' | 'scenarios'>): Outcomes {
  return { runName, scenarios: scenarios.map(({ path, outcome: { status } }) => ({ path, status })) };
}

/** In the given order. Cancelled and skipped ones are not among them: nothing says that they would fail. */
export function failedPaths({ scenarios }: Outcomes): string[] {
  return scenarios.filter(({ status }) => status === 'failed' || status === 'errored').map(({ path }) => path);
}

/** What is chosen of a run, for people. Pure. */
export function chosenLines(outcomes: Outcomes): string[] {
  const { runName, scenarios } = outcomes;
  const count = failedPaths(outcomes).length;
  const cancelled = scenarios.filter(({ status }) => status === 'cancelled').length;
  const what = count === 0 ? 'nothing' : `${count} of ${scenarios.length} scenarios`;
  return [
    `▸ ${what} failed or errored in run ${runName}`,
    ...(cancelled === 0 ? [] : [`  ${cancelled} cancelled ${cancelled === 1 ? 'one is' : 'ones are'} not among them`]),
  ];
}

/** Of scripts that a run had and that are not there any more. Pure. */
export function missingLines(paths: readonly string[]): string[] {
  const more = paths.length - PATHS_NAMED_MAX;
  return [
    `! left out, because ${paths.length === 1 ? 'it is' : 'they are'} not there any more:`,
    ...paths.slice(0, PATHS_NAMED_MAX).map((path) => `  ${oneLine(path)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
