import type { Totals } from '../../../src/shared/outcome.ts';
import type { FinishedScenario, RunProgress, RunResult } from '../../../src/shared/run-progress.ts';

const none: Totals = { total: 0, passed: 0, failed: 0, errored: 0, skipped: 0, cancelled: 0, flaky: 0 };

export function totalsOf(counts: Partial<Omit<Totals, 'total'>>): Totals {
  const { passed = 0, failed = 0, errored = 0, skipped = 0, cancelled = 0 } = counts;
  return { ...none, ...counts, total: passed + failed + errored + skipped + cancelled };
}

export function finishedOf(path: string, change: Partial<FinishedScenario> = {}): FinishedScenario {
  return {
    path,
    resultName: path.replace(/\.sh$/, ''),
    status: 'passed',
    flaky: false,
    attemptCount: 1,
    durationMs: 1_200,
    ...change,
  };
}

export function progressOf(change: Partial<RunProgress> = {}): RunProgress {
  return {
    runName: 'demo',
    phase: 'running',
    cancelRequested: false,
    resultsDir: '/repo/test-results',
    plannedCount: 10,
    limit: 4,
    paused: false,
    running: [],
    waitingCount: 0,
    drainingCount: 0,
    stuck: [],
    totals: none,
    finished: [],
    cursor: 0,
    ...change,
  };
}

export function resultOf(change: Partial<RunResult> = {}): RunResult {
  return {
    runName: 'demo',
    totals: totalsOf({ passed: 2 }),
    resultsDir: '/repo/test-results',
    stuck: [],
    namespacesLeft: 0,
    ...change,
  };
}
