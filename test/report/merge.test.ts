import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeReports, overlapOf } from '../../src/report/merge.ts';
import { outcomeOf, type OutcomeStatus } from '../../src/shared/outcome.ts';
import type { RunReport } from '../../src/shared/run-report.ts';
import { attemptOf, runReportOf, scenarioReportOf } from '../support/reports.ts';

const status = fc.constantFrom<OutcomeStatus>('passed', 'failed', 'errored', 'skipped', 'cancelled');
const limits = fc
  .array(fc.record({ atMs: fc.integer({ min: 0, max: 100 }), limit: fc.integer({ min: 0, max: 8 }) }), { maxLength: 4 })
  .map((changes) => changes.toSorted((a, b) => a.atMs - b.atMs));
/** Shards: every scenario is in one of them. */
const shards = fc
  .array(fc.record({ statuses: fc.array(status, { maxLength: 5 }), limits }), { minLength: 1, maxLength: 4 })
  .map((given) =>
    given.map((each, shard): RunReport => {
      const scenarios = each.statuses.map((one, index) => ({
        ...scenarioReportOf('x', outcomeOf([attemptOf({ status: one })])),
        path: `${shard}/${index}/x.sh`,
      }));
      return { ...runReportOf(scenarios, `run-${shard}`), finishedAtMs: 200, limits: each.limits };
    }),
  );
const to = { runName: 'all', resultsDir: '/all' };

test('every scenario is in the merged report once, its file names are its own, and the counts add up', () => {
  fc.assert(
    fc.property(shards, (reports) => {
      const { report, scenarios } = mergeReports(reports, to);
      const all = reports.flatMap((each) => each.scenarios.map(({ path }) => path));
      expect(report.scenarios.map(({ path }) => path)).toEqual(all);
      expect(scenarios.map(({ was }) => was.path)).toEqual(all);
      expect(new Set(report.scenarios.map(({ resultName }) => resultName)).size).toBe(all.length);
      for (const key of ['total', 'passed', 'failed', 'errored', 'skipped', 'cancelled'] as const) {
        expect(report.totals[key]).toBe(reports.reduce((sum, { totals }) => sum + totals[key], 0));
      }
    }),
  );
});

test('the limit at any time is that of all runs together that are not over', () => {
  const at = (changes: RunReport['limits'], ms: number) => changes?.findLast(({ atMs }) => atMs <= ms)?.limit ?? 0;
  fc.assert(
    fc.property(shards, fc.integer({ min: 0, max: 199 }), (reports, ms) => {
      const sum = reports.reduce((total, each) => total + at(each.limits, ms), 0);
      expect(at(mergeReports(reports, to).report.limits, ms)).toBe(sum);
    }),
  );
});

test('a scenario that two reports have is found, whatever its files are called', () => {
  const [one, two] = ['run-1', 'run-2'].map((runId) =>
    runReportOf([scenarioReportOf('a', outcomeOf([attemptOf({ status: 'passed' })]))], runId),
  );
  expect(overlapOf([one!])).toBeUndefined();
  expect(overlapOf([runReportOf([]), one!, two!])).toEqual({ path: 'a.sh', first: 1, second: 2 });
});
