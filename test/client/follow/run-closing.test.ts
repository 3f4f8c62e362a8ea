import { expect, it } from 'vitest';
import { exitCodeOfType } from '../../../src/client/catalogue/index.ts';
import { ExitCode } from '../../../src/client/exit-codes.ts';
import { exitStatusOf, runResultOf, verdictOf } from '../../../src/client/follow/run-closing.ts';
import type { RunClosing } from '../../../src/client/follow/run-closing.ts';
import { progressOf, resultOf, totalsOf } from '../support/records.ts';

const failedRun = (result: ReturnType<typeof resultOf>): RunClosing => ({
  kind: 'failed',
  type: 'Run.ScenariosFailed',
  message: '',
  result,
});
const stuck = [{ name: 'n', reason: 'Namespace.Stuck', conditions: [] }];

it.each<readonly [string, RunClosing, number]>([
  ['everything passed', { kind: 'completed', result: resultOf() }, 0],
  ['a scenario failed', failedRun(resultOf({ totals: totalsOf({ failed: 1 }) })), 1],
  ['one failed while others errored', failedRun(resultOf({ totals: totalsOf({ failed: 1, errored: 2 }) })), 1],
  ['a flaky one fails the run', failedRun(resultOf({ totals: totalsOf({ passed: 1 }), failedAsFlaky: true })), 1],
  ['one errored, none failed', failedRun(resultOf({ totals: totalsOf({ passed: 1, errored: 1 }) })), 3],
  ['namespaces are stuck', failedRun(resultOf({ stuck, namespacesLeft: 1 })), 3],
  ['results are missing', { kind: 'completed', result: resultOf({ resultsProblem: 'disk full' }) }, 3],
  [
    'nobody could look whether namespaces are left',
    { kind: 'completed', result: resultOf({ cleanupProblem: 'away' }) },
    3,
  ],
  ['cancelled by someone else', { kind: 'cancelled' }, 4],
  ['terminated', { kind: 'terminated', message: 'by hand' }, 4],
  ['ended by a time limit of Temporal', { kind: 'timed-out' }, 3],
  ['the input was bad', { kind: 'failed', type: 'Run.InvalidInput', message: '' }, 2],
  ['nothing matched', { kind: 'failed', type: 'Run.NothingMatched', message: '' }, 5],
  ['the cluster went away', { kind: 'failed', type: 'Cluster.Unavailable', message: '' }, 3],
])('%s', (_name, closing, code) => {
  expect(verdictOf(closing, progressOf())).toBe(code);
});

it("a cancellation by this client's own signal has the signal's code", () => {
  expect(verdictOf({ kind: 'cancelled' }, undefined, ExitCode.Interrupted)).toBe(130);
});

it('a signal that came too late to cancel anything does not change the verdict', () => {
  const closing: RunClosing = { kind: 'completed', result: resultOf() };
  expect(verdictOf(closing, progressOf(), ExitCode.Interrupted)).toBe(0);
});

it('an open run has a status of its own', () => {
  expect(exitStatusOf(undefined, progressOf())).toBe(8);
});

it('types of usage and configuration are 2, unknown ones the environment', () => {
  expect(exitCodeOfType('Plan.InvalidMetadata')).toBe(2);
  expect(exitCodeOfType('Results.InUse')).toBe(2);
  expect(exitCodeOfType('Something.Else')).toBe(3);
});

it('details of a failure that are no result are not taken for one', () => {
  expect(runResultOf(resultOf())).toBeDefined();
  for (const details of [undefined, null, 'text', {}, { totals: {} }]) expect(runResultOf(details)).toBeUndefined();
});
