import { expect, it } from 'vitest';
import { runRecord } from '../../../src/client/follow/run-record.ts';
import { finishedOf, resultOf } from '../support/records.ts';

const run = { runName: 'demo', workflowId: 'muster-demo', runId: 'r', taskQueue: 'q', startedAtMs: 0 };

it('the record of a run names its result and every failure with its log', () => {
  const result = resultOf();
  const failures = [
    finishedOf('net/a.sh', { status: 'failed', reason: 'exit-code', message: 'exit code 3', resultName: 'a' }),
    finishedOf('b.sh', { status: 'errored', reason: 'Scenario.Changed', attemptCount: 0 }),
  ];
  expect(runRecord(run, { exitCode: 1, result, failures }, '/elsewhere')).toEqual({
    run: 'demo',
    workflowId: 'muster-demo',
    exitCode: 1,
    result,
    failures: [
      {
        path: 'net/a.sh',
        status: 'failed',
        reason: 'exit-code',
        message: 'exit code 3',
        log: '/repo/test-results/a.log',
      },
      { path: 'b.sh', status: 'errored', reason: 'Scenario.Changed', message: null, log: null },
    ],
  });
});

it('a run that goes on has no result yet', () => {
  expect(runRecord(run, { exitCode: 6, failures: [] }, '/r')).toMatchObject({ exitCode: 6, result: null });
});
