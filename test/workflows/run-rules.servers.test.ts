import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { scenarioWorkflowIdOf } from '../../src/shared/names.ts';
import { finishedSinceQuery, pauseSignal, resumeSignal, scaleUpdate } from '../../src/workflows/messages.ts';
import { failed, orCancelled, passed, planned } from '../support/fake-world.ts';
import { gate, until } from '../support/gate.ts';
import { saveHistory } from '../support/histories.ts';
import { failedResultOf, failureOf } from '../support/run-closings.ts';
import type { RunHandle, WorkflowRig } from '../support/workflow-rig.ts';
import { startWorkflowRig } from '../support/workflow-rig.ts';

let rig: WorkflowRig;
beforeAll(async () => {
  rig = await startWorkflowRig(inject('temporalAddress'));
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

const numbered = (count: number) => Array.from({ length: count }, (_, index) => planned(`s${index}.sh`));

/** Names the path that this test takes, as in `run.servers.test.ts`. */
function path(name: string, handle: RunHandle, ids: Readonly<Record<string, string>> = {}): void {
  if (process.env['MUSTER_RECORD_HISTORIES'] === undefined) return;
  onTestFinished(async () => {
    await saveHistory(rig.client, `run-${name}`, handle.workflowId);
    for (const [kind, id] of Object.entries(ids)) await saveHistory(rig.client, `${kind}-${name}`, id);
  });
}

const scenarioIdOf = (handle: RunHandle, scenario: string) =>
  scenarioWorkflowIdOf(handle.workflowId, handle.firstExecutionRunId, scenario);

describe('a run with an allowed number of failures', () => {
  test('lets what runs go on once it is reached, skips what has not started, and closes as failed', async () => {
    const world = rig.world(numbered(6));
    const rest = gate();
    world.script = async ({ scenario }) => {
      if (scenario.path !== 's1.sh') return failed;
      await orCancelled(rest.opened);
      return passed;
    };
    const handle = await rig.start(world, { maxParallel: 2, maxFailures: 2 });
    path('max-failures', handle);
    await until('the rest to be skipped', async () => {
      return (await handle.query(finishedSinceQuery, 0)).totals.skipped === 3;
    });
    rest.open();
    const { type, result } = await failedResultOf(handle);
    expect(type).toBe('Run.ScenariosFailed');
    expect(result.totals).toMatchObject({ failed: 2, passed: 1, skipped: 3 });
    const outcomes = world.written.filter(({ outcome }) => outcome.status === 'skipped').map(({ outcome }) => outcome);
    expect(new Set(outcomes.map(({ reason }) => reason))).toEqual(new Set(['Run.MaxFailures']));
    expect(outcomes[0]?.message).toContain('2 had failed');
  });

  test('ends although it is paused, and counts errored ones', async () => {
    const world = rig.world(numbered(3));
    const first = gate();
    world.script = async () => {
      await orCancelled(first.opened);
      throw ApplicationFailure.nonRetryable('changed', 'Scenario.Changed');
    };
    const handle = await rig.start(world, { maxParallel: 1, maxFailures: 1 });
    await until('the first script', () => world.runningNow === 1);
    await handle.signal(pauseSignal);
    first.open();
    expect((await failedResultOf(handle)).result.totals).toMatchObject({ errored: 1, skipped: 2 });
  });
});

test('a flaky scenario fails a run that says so, and only such a run', async () => {
  const world = rig.world([planned('flaky.sh', { retries: 1 }), planned('good.sh')]);
  world.script = async ({ scenario, attempt }) =>
    await Promise.resolve(scenario.path === 'flaky.sh' && attempt === 1 ? failed : passed);
  const handle = await rig.start(world, { failOnFlaky: true });
  const { type, message, result } = await failedResultOf(handle);
  expect(type).toBe('Run.ScenariosFailed');
  expect(message).toContain('flaky.sh');
  expect(result).toMatchObject({ failedAsFlaky: true, totals: { passed: 2, failed: 0, flaky: 1 } });
});

describe('what a run records', () => {
  test('the phases of an attempt, what the plan said of the scenario, and every limit', async () => {
    const world = rig.world([
      planned('a.sh', { component: 'storage', version: '2.1', estimatedMs: 5_000 }),
      planned('b.sh', { estimatedMs: 7_000 }),
      planned('c.sh'),
    ]);
    const open = gate();
    world.script = async () => {
      await orCancelled(open.opened);
      return passed;
    };
    const handle = await rig.start(world, { maxParallel: 1 });
    await until('the first script', () => world.runningNow === 1);
    expect(await handle.query(finishedSinceQuery, 0)).toMatchObject({
      running: [{ path: 'a.sh', resultName: 'a', estimatedMs: 5_000 }],
      waitingEstimatedMs: 7_000,
      waitingUnestimatedCount: 1,
    });
    await handle.signal(pauseSignal);
    expect(await handle.executeUpdate(scaleUpdate, { args: [3] })).toBe(1);
    await handle.signal(resumeSignal);
    open.open();
    await handle.result();
    expect(world.finished[0]?.limits?.map(({ limit }) => limit)).toEqual([1, 0, 3]);
    const report = world.written.find((each) => each.path === 'a.sh');
    expect(report).toMatchObject({ component: 'storage', version: '2.1', estimatedMs: 5_000 });
    const [attempt] = report?.outcome.attempts ?? [];
    const { startedAtMs = 0, namespaceReadyAtMs = 0, scriptEndedAtMs = 0, finishedAtMs = 0 } = attempt ?? {};
    const phases = [startedAtMs, namespaceReadyAtMs, scriptEndedAtMs, finishedAtMs];
    expect(phases).toEqual(phases.toSorted((left, right) => left - right));
    expect(startedAtMs).toBeGreaterThan(0);
    expect(attempt).not.toHaveProperty('diagnosis');
  });
});

describe('a run that still plans', () => {
  test('takes scale and pause, and its first slots are handed out accordingly', async () => {
    const world = rig.world(numbered(3));
    const plan = gate();
    world.override = {
      planRun: async (input) => {
        await plan.opened;
        return world.plan(input);
      },
    };
    const handle = await rig.start(world, { maxParallel: 3 });
    path('scaled-early', handle);
    const scaled = [1, 2].map(async (limit) => await handle.executeUpdate(scaleUpdate, { args: [limit] }));
    await handle.signal(pauseSignal);
    await until('the requests', async () => {
      const { events } = await handle.fetchHistory();
      return events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes).length === 2;
    });
    plan.open();
    expect(new Set(await Promise.all(scaled)).size).toBe(2);
    await until('the plan', async () => (await handle.query(finishedSinceQuery, 0)).phase === 'running');
    expect(await handle.query(finishedSinceQuery, 0)).toMatchObject({ paused: true, waitingCount: 3 });
    await handle.signal(resumeSignal);
    expect((await handle.result()).totals.passed).toBe(3);
    expect(world.runningMax).toBeLessThanOrEqual(2);
  });
});

describe('what a namespace holds', () => {
  test('is collected of a failed script, before the namespace goes, and of no other', async () => {
    const world = rig.world([planned('bad.sh'), planned('good.sh'), planned('skip.sh')]);
    const skipped = { status: 'skipped' as const, exitCode: 77, scriptMs: 1, tail: '' };
    world.script = async ({ scenario: { path } }) =>
      await Promise.resolve(path === 'bad.sh' ? failed : path === 'skip.sh' ? skipped : passed);
    const handle = await rig.start(world);
    path('diagnosed', handle, { scenario: scenarioIdOf(handle, 'bad.sh') });
    await failedResultOf(handle);
    expect(world.log.filter((line) => line.startsWith('diagnosed'))).toEqual(['diagnosed bad.sh 1']);
    expect(world.log.indexOf('diagnosed bad.sh 1')).toBeLessThan(world.log.indexOf('deleted bad.sh 1'));
    const bad = world.written.find((report) => report.path === 'bad.sh');
    expect(bad?.outcome.attempts).toMatchObject([{ diagnosis: 'pod web-0: OOMKilled', tail: 'boom' }]);
    const { finished } = await handle.query(finishedSinceQuery, 0);
    expect(finished.find((each) => each.path === 'bad.sh')).toMatchObject({ diagnosis: 'pod web-0: OOMKilled' });
  });

  test('is not looked at when nobody wants that', async () => {
    const world = rig.world([planned('bad.sh')]);
    world.script = async () => await Promise.resolve(failed);
    await failedResultOf(await rig.start(world, { diagnostics: false }));
    expect(world.log).not.toContain('diagnosed bad.sh 1');
  });

  test('changes no outcome when it cannot be collected, and is tried twice', async () => {
    const world = rig.world([planned('bad.sh')]);
    world.script = async () => await Promise.resolve(failed);
    let tries = 0;
    world.override = {
      collectDiagnostics: async () => {
        tries += 1;
        return await Promise.reject(new Error('no answer'));
      },
    };
    expect((await failedResultOf(await rig.start(world))).result.totals).toMatchObject({ failed: 1, errored: 0 });
    expect(tries).toBe(2);
    expect(world.namespaces.size).toBe(0);
  });

  test('does not keep a cancelled run from deleting the namespace', async () => {
    const world = rig.world([planned('bad.sh')]);
    world.script = async () => await Promise.resolve(failed);
    const [called, answer] = [gate(), gate()];
    world.override = {
      collectDiagnostics: async () => {
        called.open();
        await answer.opened;
        return {};
      },
    };
    const handle = await rig.start(world);
    path('cancelled-in-diagnosis', handle, { scenario: scenarioIdOf(handle, 'bad.sh') });
    await called.opened;
    await handle.cancel();
    expect(await failureOf(handle)).toBeInstanceOf(CancelledFailure);
    answer.open();
    expect(world.written).toMatchObject([{ outcome: { status: 'failed' } }]);
    expect(world.namespaces.size).toBe(0);
  });
});
