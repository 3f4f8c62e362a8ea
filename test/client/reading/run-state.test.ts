import { expect, it, test } from 'vitest';
import { reportedState, runStateOf } from '../../../src/client/reading/run-state.ts';
import { partialReport } from '../../../src/client/reading/report-from-temporal.ts';
import { outcomeOf } from '../../../src/shared/outcome.ts';
import { attemptOf, runReportOf, scenarioReportOf, settingsOf } from '../../support/reports.ts';
import { progressOf, resultOf, totalsOf } from '../support/records.ts';

const failedWith = (type: string, totals = totalsOf({ passed: 1 })) =>
  ({ kind: 'failed', type, message: '', result: resultOf({ totals }) }) as const;

test.each([
  ['RUNNING', undefined, undefined, 'running'],
  ['RUNNING', undefined, progressOf({ paused: true }), 'paused'],
  ['RUNNING', undefined, progressOf({ cancelRequested: true, paused: true }), 'cancelling'],
  ['COMPLETED', undefined, undefined, 'passed'],
  ['FAILED', failedWith('Run.ScenariosFailed', totalsOf({ failed: 1, errored: 1 })), undefined, 'failed'],
  ['FAILED', failedWith('Run.ScenariosFailed', totalsOf({ errored: 1 })), undefined, 'errored'],
  ['FAILED', failedWith('Run.ScenariosFailed', totalsOf({ passed: 1, flaky: 1 })), undefined, 'failed'],
  ['FAILED', failedWith('Run.Incomplete'), undefined, 'incomplete'],
  ['FAILED', { kind: 'failed', type: 'Run.InvalidInput', message: '' }, undefined, 'broken'],
  ['CANCELLED', undefined, undefined, 'cancelled'],
  ['TERMINATED', undefined, undefined, 'terminated'],
  ['TIMED_OUT', undefined, undefined, 'timed-out'],
] as const)('a run that Temporal calls %s is told in our words', (status, closing, progress, state) => {
  expect(runStateOf(status, closing, progress)).toBe(state);
});

const report = (outcome: Parameters<typeof scenarioReportOf>[1]) => runReportOf([scenarioReportOf('a', outcome)]);

it('says the same of a run of which only the report is at hand', () => {
  expect(reportedState(report(outcomeOf([attemptOf({ status: 'passed' })])))).toBe('passed');
  expect(reportedState(report(outcomeOf([attemptOf({ status: 'failed' })])))).toBe('failed');
  expect(reportedState(report(outcomeOf([attemptOf({ status: 'errored' })])))).toBe('errored');
  expect(reportedState({ ...runReportOf([]), cancelled: true })).toBe('cancelled');
  expect(reportedState({ ...runReportOf([]), stuck: [{ name: 'n', reason: 'r', conditions: [] }] })).toBe('incomplete');
});

const planned = (name: string) => ({ path: `${name}.sh`, resultName: name, digest: 'd' });
const plan = {
  settings: { ...settingsOf(), environmentFile: '/private/env' },
  cluster: { uid: 'u', server: 's', context: 'c' },
  temporalNamespaceId: 't',
  searchAttributes: [],
  scenarios: ['a', 'b', 'c'].map(planned),
};
const whole = { plan, scenarios: plan.scenarios, unknownCount: 0 };
const run = {
  runName: 'demo',
  workflowId: 'muster-demo',
  runId: 'r',
  taskQueue: 'q',
  startedAtMs: 1,
  status: 'RUNNING',
} as const;
const ended = { kind: 'ended', report: scenarioReportOf('a', outcomeOf([attemptOf({ status: 'failed' })])) } as const;
const running = { kind: 'running', workflowId: 'w-b', sinceMs: 5 } as const;
const waiting = { kind: 'not-started', workflowId: 'w-c' } as const;

it('from Temporal alone an open run has the outcomes that there are, and says what is open', () => {
  const partial = partialReport(run, whole, [ended, running, waiting], undefined);
  expect(partial.report.scenarios.map(({ path }) => path)).toEqual(['a.sh']);
  expect(partial.report.totals).toMatchObject({ total: 1, failed: 1 });
  expect(partial.open).toEqual([
    { path: 'b.sh', resultName: 'b', workflowId: 'w-b', sinceMs: 5 },
    { path: 'c.sh', resultName: 'c', workflowId: 'w-c' },
  ]);
  expect(partial.report.omitted?.at(-1)).toBe('2 scenarios have no outcome yet');
  expect(JSON.stringify(partial)).not.toContain('/private/env');
});

it('of a run that has closed no scenario is lost: what never started says so', () => {
  const closed = partialReport({ ...run, closedAtMs: 9 }, whole, [ended, waiting, waiting], { kind: 'cancelled' });
  expect(closed.open).toEqual([]);
  expect(closed.report.scenarios.map(({ outcome }) => outcome.status)).toEqual(['failed', 'cancelled', 'cancelled']);
  expect(closed.report.cancelled).toBe(true);
});
