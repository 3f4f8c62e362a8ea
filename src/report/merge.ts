import { resultNamesOf } from '../shared/result-names.ts';
import { summarize } from '../shared/outcome.ts';
import type { LimitChange, RunReport, ScenarioReport } from '../shared/run-report.ts';

/** A scenario that two of the reports have. */
export interface Overlap {
  readonly path: string;
  /** Places in the list of reports. */
  readonly first: number;
  readonly second: number;
}

/** The first scenario that is in more than one of the reports; undefined: each is in one alone. */
export function overlapOf(reports: readonly RunReport[]): Overlap | undefined {
  const seen = new Map<string, number>();
  for (const [second, { scenarios }] of reports.entries()) {
    for (const { path } of scenarios) {
      const first = seen.get(path);
      if (first !== undefined) return { path, first, second };
      seen.set(path, second);
    }
  }
  return undefined;
}

/** A scenario of a merged report, and where it came from. */
export interface MergedScenario {
  /** Place of its report in the list. */
  readonly from: number;
  readonly was: ScenarioReport;
  readonly now: ScenarioReport;
}

export interface Merged {
  readonly report: RunReport;
  readonly scenarios: readonly MergedScenario[];
}

/**
 * One report of several, such as those of the shards of a suite; without {@link overlapOf}, at least one. Scenarios keep
 * the order of their reports and get names for their files anew, because names are unique within one report only. The
 * settings are the first one's, with as many slots as all had together.
 */
export function mergeReports(
  reports: readonly RunReport[],
  to: { readonly runName: string; readonly resultsDir: string },
): Merged {
  const [first] = reports;
  if (first === undefined) throw new Error('nothing to merge');
  const names = resultNamesOf(reports.flatMap(({ scenarios }) => scenarios.map(({ path }) => path)));
  const scenarios = reports.flatMap((report, from) =>
    report.scenarios.map((was) => ({ from, was, now: { ...was, resultName: names.get(was.path) ?? was.resultName } })),
  );
  const merged = scenarios.map(({ now }) => now);
  const limits = limitsOf(reports);
  const omitted = [...new Set([...reports.flatMap((report) => report.omitted ?? []), ...differencesOf(reports)])];
  const { webUiUrl: _webUiUrl, ...settings } = first.settings;
  const report: RunReport = {
    version: 1,
    runName: to.runName,
    workflowId: first.workflowId,
    runId: reports.map(({ runId }) => runId).join('+'),
    startedAtMs: Math.min(...reports.map(({ startedAtMs }) => startedAtMs)),
    finishedAtMs: Math.max(...reports.map(({ finishedAtMs }) => finishedAtMs)),
    cancelled: reports.some(({ cancelled }) => cancelled),
    cluster: first.cluster,
    settings: {
      ...settings,
      resultsDir: to.resultsDir,
      maxParallel: reports.reduce((sum, each) => sum + each.settings.maxParallel, 0),
    },
    totals: summarize(merged.map(({ outcome }) => outcome)),
    stuck: reports.flatMap(({ stuck }) => stuck),
    ...nonEmpty(
      'kept',
      reports.flatMap(({ kept }) => kept ?? []),
    ),
    ...nonEmpty(
      'notKept',
      reports.flatMap(({ notKept }) => notKept ?? []),
    ),
    ...nonEmpty('limits', limits),
    ...nonEmpty('omitted', omitted),
    scenarios: merged,
  };
  return { report, scenarios };
}

function nonEmpty<K extends string, T>(key: K, values: readonly T[]): Partial<Record<K, readonly T[]>> {
  return values.length === 0 ? {} : ({ [key]: values } as Record<K, readonly T[]>);
}

/** What readers must not take for one: said where a report says what it leaves out. */
function differencesOf(reports: readonly RunReport[]): string[] {
  const clusters = new Set(reports.map(({ cluster }) => cluster.uid)).size;
  return [
    ...(reports.length > 1 ? [`This report is merged from ${reports.length} runs.`] : []),
    ...(clusters > 1 ? [`They ran on ${clusters} clusters; the one that is named is the first run's.`] : []),
  ];
}

/** How many might run at once in all of them together; a run that is over gives its slots back. */
function limitsOf(reports: readonly RunReport[]): LimitChange[] {
  const changes = reports
    .flatMap(({ limits = [], finishedAtMs }, from) => [
      ...limits.map((change) => ({ ...change, from })),
      ...(limits.length === 0 ? [] : [{ atMs: finishedAtMs, limit: 0, from }]),
    ])
    .toSorted((a, b) => a.atMs - b.atMs);
  const current = reports.map(() => 0);
  const sums = new Map<number, number>();
  for (const { atMs, limit, from } of changes) {
    current[from] = limit;
    sums.set(
      atMs,
      current.reduce((sum, each) => sum + each, 0),
    );
  }
  // At its very end the last run's slots are still there: the line ends with the report.
  return [...sums].map(([atMs, limit]) => ({ atMs, limit })).slice(0, -1);
}
