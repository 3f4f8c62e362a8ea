import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregatedJson, jsonText, scenarioJson } from '../../src/report/index.ts';
import { outcomeOf, outcomeWithoutAttempt, summarize, type OutcomeStatus } from '../../src/shared/outcome.ts';
import type { RunReport } from '../../src/shared/run-report.ts';
import { attemptOf, runReportOf, scenarioReportOf } from '../support/reports.ts';

describe('scenarioJson', () => {
  test('has the bash runner’s keys, types and words', () => {
    const json = scenarioJson(
      scenarioReportOf('a', outcomeOf([attemptOf({ status: 'passed', exitCode: 0, scriptMs: 1_600 })])),
    );
    expect(json).toMatchObject({
      scenario: 'a',
      namespace: 'muster-a-1',
      status: 'passed',
      exit_code: 0,
      duration: 2,
      timestamp: 1_700_000_009,
    });
    expect(json).not.toHaveProperty('error');
  });

  test('a timeout is failed with a reason, cancelled is skipped with a reason, errored is error', () => {
    const of = (status: OutcomeStatus, reason: string) =>
      scenarioJson(scenarioReportOf('a', outcomeOf([attemptOf({ status, reason, message: 'why' })])));
    expect(of('failed', 'timeout')).toMatchObject({
      status: 'failed',
      reason: 'timeout',
      error: 'why',
      exit_code: 124,
    });
    expect(of('cancelled', 'x')).toMatchObject({ status: 'skipped', reason: 'cancelled', exit_code: -1 });
    expect(of('errored', 'Cluster.Forbidden')).toMatchObject({ status: 'error', reason: 'Cluster.Forbidden' });
  });

  test('says until when the namespace stays, and nothing when it does not', () => {
    const report = scenarioReportOf('a', outcomeOf([attemptOf({ status: 'failed', exitCode: 3 })]));
    expect(scenarioJson({ ...report, keptUntilMs: 1_700_007_200_000 }).kept_until).toBe(
      '2023-11-15T00:13:20.000+00:00',
    );
    expect(scenarioJson(report)).not.toHaveProperty('kept_until');
  });

  test('every attempt is told, and numbers are never null, also without any attempt', () => {
    const attempts = [attemptOf({ status: 'failed', exitCode: 3 }), attemptOf({ status: 'passed', attempt: 2 })];
    expect(scenarioJson(scenarioReportOf('a', outcomeOf(attempts)))).toMatchObject({
      flaky: true,
      attempt: 2,
      attempts: [{ status: 'failed', exit_code: 3 }, { status: 'passed' }],
    });
    const never = scenarioJson(scenarioReportOf('a', outcomeWithoutAttempt('errored', 'Shard.Lost', 'lost')));
    expect(never).toMatchObject({
      namespace: '',
      duration: 0,
      timestamp: 1_700_000_009,
      exit_code: -1,
      attempts: [],
      error: 'lost',
    });
  });
});

describe('aggregatedJson', () => {
  const status = fc.constantFrom<OutcomeStatus>('passed', 'failed', 'errored', 'skipped', 'cancelled');

  function reportOf(statuses: readonly OutcomeStatus[]): RunReport {
    return runReportOf(
      statuses.map((one, index) => scenarioReportOf(`s${index}`, outcomeOf([attemptOf({ status: one })]))),
    );
  }

  test('errors count into failed, cancelled into skipped, and the rate is a percentage', () => {
    expect(
      aggregatedJson(reportOf(['passed', 'failed', 'errored', 'skipped', 'cancelled', 'passed', 'passed'])),
    ).toMatchObject({
      total: 7,
      passed: 3,
      failed: 2,
      skipped: 2,
      pass_rate: 42.86,
    });
    expect(aggregatedJson(reportOf([])).pass_rate).toBe(0);
  });

  test('passed, failed and skipped add up to the total, and so do the durations', () => {
    fc.assert(
      fc.property(fc.array(status), (statuses) => {
        const json = aggregatedJson(reportOf(statuses));
        expect(json.passed + json.failed + json.skipped).toBe(json.total);
        expect(json.scenarios).toHaveLength(json.total);
        expect(json.duration).toBe(json.scenarios.reduce((sum, { duration }) => sum + duration, 0));
        expect(summarize(reportOf(statuses).scenarios.map(({ outcome }) => outcome)).total).toBe(json.total);
      }),
    );
  });

  test('is rebuilt byte for byte from a report that went through JSON', () => {
    fc.assert(
      fc.property(fc.array(status), (statuses) => {
        const report = reportOf(statuses);
        const reread = JSON.parse(jsonText(report)) as RunReport;
        expect(jsonText(aggregatedJson(reread))).toBe(jsonText(aggregatedJson(report)));
      }),
    );
  });

  test('its time can be read by old Pythons: an offset, not Z', () => {
    expect(aggregatedJson(reportOf([])).timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/);
  });
});
