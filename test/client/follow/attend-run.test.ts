import { EventEmitter } from 'node:events';
import { WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure, RetryState } from '@temporalio/common';
import { expect, it } from 'vitest';
import { attendRun } from '../../../src/client/follow/attend-run.ts';
import type { AttendMode } from '../../../src/client/follow/interrupt-state.ts';
import type { Temporal } from '../../../src/client/temporal/connection.ts';
import type { RunProgress, RunResult } from '../../../src/shared/run-progress.ts';
import { fakeInvocation } from '../support/fake-invocation.ts';
import { finishedOf, progressOf, resultOf, totalsOf } from '../support/records.ts';

/** A run as its server shows it: what it has finished, and how it closes once it does. */
class FakeRun {
  isOpen = true;
  cancelCount = 0;
  progress: RunProgress = progressOf();
  close: () => Promise<RunResult> = () => Promise.resolve(resultOf());
  /** Called at each look, so that a test can act in the middle. */
  onLook: () => void = () => undefined;

  temporal(): Temporal {
    const handle = {
      describe: () => {
        this.onLook();
        return Promise.resolve({ status: { name: this.isOpen ? 'RUNNING' : 'COMPLETED' } });
      },
      query: (_name: string, cursor: number) =>
        Promise.resolve({
          ...this.progress,
          finished: this.progress.finished.slice(cursor),
          cursor: this.progress.finished.length,
        }),
      result: () => this.close(),
      cancel: () => {
        this.cancelCount += 1;
        this.isOpen = false;
        return Promise.resolve();
      },
    };
    return {
      // Its end is never told; whoever follows finds out by looking.
      client: { workflow: { getHandle: () => handle }, withAbortSignal: () => new Promise(() => undefined) },
      within: (read: () => unknown) => read(),
    } as unknown as Temporal;
  }
}

async function attend(run: FakeRun, mode: AttendMode, signals = new EventEmitter()) {
  const invocation = fakeInvocation('/repo');
  const identity = { runName: 'demo', workflowId: 'muster-demo', runId: 'r', taskQueue: 'q', startedAtMs: Date.now() };
  const attended = await attendRun({
    invocation,
    temporal: run.temporal(),
    run: identity,
    mode,
    canDetach: true,
    signals,
  });
  return { ...attended, shown: invocation.err().split('\n') };
}

it('a line per finished scenario, then the summary, on the stream for people', async () => {
  const run = new FakeRun();
  run.isOpen = false;
  run.progress = progressOf({
    finished: [finishedOf('a.sh'), finishedOf('b.sh', { status: 'skipped', message: 'no gpu' })],
  });
  const { exitCode, closed, shown } = await attend(run, 'batch');
  expect([exitCode, closed]).toEqual([0, true]);
  expect(shown.slice(0, 2)).toEqual(['✓ a.sh  1.2s', '⊘ b.sh  1.2s  no gpu']);
  expect(shown[2]).toBe('');
  expect(shown).toContain('namespaces left: 0');
  expect(shown).toContain('results: test-results');
});

it('the summary is set off by one blank line, also when nothing was told before it', async () => {
  const run = new FakeRun();
  run.isOpen = false;
  expect((await attend(run, 'batch')).shown[0]).not.toBe('');
});

it('who leaves after the cancellation was accepted knows it', async () => {
  const signals = new EventEmitter();
  const run = new FakeRun();
  run.close = () => new Promise(() => undefined);
  run.onLook = () => {
    run.onLook = () => undefined;
    signals.emit('SIGINT');
    setImmediate(() => signals.emit('SIGTERM'));
  };
  const { exitCode, closed, isCancelAccepted } = await attend(run, 'batch', signals);
  expect([exitCode, closed, isCancelAccepted]).toEqual([130, false, true]);
});

it('a signal without a terminal cancels, follows to the end and has its own exit code', async () => {
  const signals = new EventEmitter();
  const run = new FakeRun();
  run.onLook = () => {
    run.onLook = () => undefined;
    signals.emit('SIGTERM');
  };
  const finished = {
    phase: 'finished',
    cancelRequested: true,
    result: resultOf({ totals: totalsOf({ cancelled: 2 }) }),
  } as const;
  run.progress = progressOf(finished);
  run.close = () =>
    Promise.reject(
      new WorkflowFailedError('cancelled', new CancelledFailure('cancelled'), RetryState.NON_RETRYABLE_FAILURE),
    );
  const { exitCode, closed, shown } = await attend(run, 'batch', signals);
  expect([run.cancelCount, exitCode, closed]).toEqual([1, 143, true]);
  expect(shown).toContain('run demo was cancelled');
  expect(shown).toContain('namespaces left: 0');
});

it('a viewer that is interrupted leaves at once and asks for nothing', async () => {
  const signals = new EventEmitter();
  const run = new FakeRun();
  run.onLook = () => void signals.emit('SIGINT');
  const { exitCode, closed } = await attend(run, 'viewer', signals);
  expect([run.cancelCount, exitCode, closed]).toEqual([0, 130, false]);
});

it('leaving does not wait for an answer that never comes', async () => {
  const signals = new EventEmitter();
  const run = new FakeRun();
  const temporal = run.temporal();
  const silent = {
    ...temporal,
    within: () => new Promise<never>(() => queueMicrotask(() => signals.emit('SIGHUP'))),
  } as Temporal;
  const invocation = fakeInvocation('/repo');
  const identity = { runName: 'demo', workflowId: 'muster-demo', runId: 'r', taskQueue: 'q', startedAtMs: 0 };
  const attended = await attendRun({
    invocation,
    temporal: silent,
    run: identity,
    mode: 'batch',
    canDetach: true,
    signals,
  });
  expect(attended).toEqual({ exitCode: 6, closed: false, isCancelAccepted: false, failures: [] });
});
