import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joblogTsv } from '../../src/report/joblog.ts';
import { outcomeOf, outcomeWithoutAttempt, type AttemptRecord } from '../../src/shared/outcome.ts';
import { attemptOf, runReportOf, scenarioReportOf, settingsOf } from '../support/reports.ts';

const settings = settingsOf({ workingDir: '/repo', scenariosDir: '/repo/tests' });
const rowsOf = (...attempts: readonly Partial<AttemptRecord>[]) => {
  const scenarios = attempts.map((given, index) =>
    scenarioReportOf(`s${index + 1}`, outcomeOf([attemptOf({ status: 'failed', ...given })])),
  );
  return joblogTsv({ ...runReportOf(scenarios), settings })
    .split('\n')
    .slice(1, -1)
    .map((line) => line.split('\t'));
};

describe('joblog.tsv', () => {
  test('has the header, the columns and the padding of GNU parallel', () => {
    const report = { ...runReportOf([scenarioReportOf('a', outcomeOf([attemptOf({ status: 'passed' })]))]), settings };
    expect(joblogTsv(report)).toBe(
      'Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand\n' +
        '1\t:\t1700000000.000\t     1.000\t0\t0\t0\t0\ttests/a.sh muster-a-1 a-1\n',
    );
  });

  test('tells a signal apart from an exit code, and a time limit from both', () => {
    const ends = rowsOf(
      { exitCode: 3, reason: 'exit-code' },
      { exitCode: 139, reason: 'signal' },
      { reason: 'timeout' },
      { exitCode: 139, reason: 'exit-code' },
      { status: 'errored', reason: 'Worker.Lost' },
    ).map((row) => row.slice(6, 8));
    expect(ends).toEqual([
      ['3', '0'],
      ['0', '11'],
      ['-1', '15'],
      ['139', '0'],
      ['-1', '0'],
    ]);
  });

  test('lists what was started, in the order in which it ended, numbered as in the plan', () => {
    expect(rowsOf({ finishedAtMs: 30 }, { finishedAtMs: 10 }, { finishedAtMs: 10 }).map(([seq]) => seq)).toEqual([
      '2',
      '3',
      '1',
    ]);
    const never = scenarioReportOf('a', outcomeWithoutAttempt('skipped', 'Run.MaxFailures', 'not started'));
    expect(joblogTsv(runReportOf([never])).split('\n')).toHaveLength(2);
  });

  test('keeps nine columns whatever a script is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        const scenario = { ...scenarioReportOf('a', outcomeOf([attemptOf({ status: 'passed' })])), path };
        const lines = joblogTsv({ ...runReportOf([scenario]), settings }).split('\n');
        expect(lines).toHaveLength(3);
        expect(lines[1]?.split('\t')).toHaveLength(9);
      }),
    );
  });
});
