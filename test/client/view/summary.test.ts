import { expect, it } from 'vitest';
import { plain } from '../../../src/client/view/paint.ts';
import { summaryLines } from '../../../src/client/view/summary.ts';
import { finishedOf, progressOf, resultOf, totalsOf } from '../support/records.ts';

const base = { runName: 'demo', failures: [], elapsedMs: 64_000, resultsDir: 'test-results' };

it('a green run ends with its counts, namespaces left and where the results are', () => {
  const result = resultOf({ totals: totalsOf({ passed: 2, skipped: 1, flaky: 1 }) });
  expect(summaryLines({ ...base, closing: { kind: 'completed', result } }, plain)).toEqual([
    '3 scenarios: 2 passed (1 flaky), 1 skipped in 1m 4s',
    'namespaces left: 0',
    'results: test-results',
  ]);
});

it('each failure names its reason, what the script said last and its log; one without an attempt has no log', () => {
  const result = resultOf({ totals: totalsOf({ failed: 1, errored: 1 }) });
  const failures = [
    finishedOf('net/a.sh', {
      status: 'failed',
      message: 'exit code 3',
      lastLine: 'no pod became ready',
      resultName: 'a',
    }),
    finishedOf('b.sh', { status: 'errored', message: 'the file changed', attemptCount: 0 }),
  ];
  const closing = { kind: 'failed', type: 'Run.ScenariosFailed', message: '1 failed', result } as const;
  const lines = summaryLines({ ...base, closing, failures }, plain);
  expect(lines.slice(0, 3)).toEqual([
    '✗ net/a.sh  exit code 3 · no pod became ready',
    '  log test-results/a.log',
    '! b.sh  the file changed',
  ]);
  expect(lines).not.toContain('1 failed');
});

it('a run that failed before it began says why, with its code', () => {
  const closing = { kind: 'failed', type: 'Results.Unwritable', message: 'test-results is a file' } as const;
  const lines = summaryLines({ ...base, progress: progressOf({ plannedCount: 0 }), closing }, plain);
  expect(lines[0]).toBe('✗ test-results is a file');
  expect(lines.at(-1)).toBe('  code Results.Unwritable  (more: muster explain Results.Unwritable)');
  expect(lines.some((line) => line.startsWith('  fix '))).toBe(true);
});

it('stuck namespaces are named with what the namespace controller says', () => {
  const stuck = [
    {
      name: 'muster-a',
      reason: 'Namespace.Stuck',
      conditions: [{ type: 'NamespaceContentRemaining', reason: 'x', message: 'a finalizer' }],
    },
  ];
  const closing = {
    kind: 'failed',
    type: 'Run.Incomplete',
    message: '',
    result: resultOf({ stuck, namespacesLeft: 1 }),
  } as const;
  const lines = summaryLines({ ...base, closing }, plain);
  expect(lines).toContain('! stuck namespace muster-a  Namespace.Stuck');
  expect(lines).toContain('  NamespaceContentRemaining: a finalizer');
  expect(lines).toContain('namespaces left: 1');
});

it('nothing is claimed about namespaces that nobody could look for', () => {
  const result = resultOf({ cleanupProblem: 'the cluster did not answer' });
  const lines = summaryLines({ ...base, closing: { kind: 'completed', result } }, plain);
  expect(lines).not.toContain('namespaces left: 0');
  expect(lines.some((line) => line.includes('the cluster did not answer'))).toBe(true);
});

it('a terminated run is counted by what was last read of it', () => {
  const progress = progressOf({ totals: totalsOf({ passed: 3 }) });
  const lines = summaryLines({ ...base, progress, closing: { kind: 'terminated', message: 'by hand' } }, plain);
  expect(lines.join('\n')).toContain('3 scenarios: 3 passed');
  expect(lines.join('\n')).not.toContain('namespaces left');
});

it('what is kept does not count as left, and is shown with the way to it', () => {
  const kept = [{ name: 'muster-a', uid: 'u', scenario: 'a.sh', untilMs: 3_600_000 }];
  const notKept = [{ name: 'muster-b', scenario: 'b.sh', message: 'may not patch' }];
  const result = resultOf({ kept, notKept });
  const look = { nowMs: 0, kubectl: 'kubectl' };
  const lines = summaryLines({ ...base, closing: { kind: 'completed', result }, look }, plain);
  expect(lines).toContain('namespaces left: 0, kept: 1');
  expect(lines).toContain('  look     kubectl get all -n muster-a');
  expect(lines.join('\n')).toContain('b.sh could not be kept');
  const later = { nowMs: 3_600_001, kubectl: 'kubectl' };
  expect(summaryLines({ ...base, closing: { kind: 'completed', result }, look: later }, plain)).toContain(
    'namespaces left: 0',
  );
});
