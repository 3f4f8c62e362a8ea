import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { MAX_PARALLEL_MAX, STUCK_BREAKER_COUNT } from '../../../src/shared/limits.ts';
import { scenarioWorkflowIdOf } from '../../../src/shared/names.ts';
import { SEARCH_ATTRIBUTES } from '../../../src/shared/search-attributes.ts';
import { finishedSinceQuery, pauseSignal, resumeSignal, scaleUpdate } from '../../../src/workflows/messages.ts';
import { failed, orCancelled, passed, planned, untilCancelled } from '../../support/fake-world.ts';
import type { FakeWorld } from '../../support/fake-world.ts';
import type { Gate } from '../../support/gate.ts';
import { gate, until } from '../../support/gate.ts';
import { saveHistory } from '../../support/histories.ts';
import { failedResultOf, failureOf } from '../../support/run-closings.ts';
import type { RunHandle, WorkflowRig } from '../../support/workflow-rig.ts';
import { startWorkflowRig } from '../../support/workflow-rig.ts';

let rig: WorkflowRig;
beforeAll(async () => {
  rig = await startWorkflowRig(inject('temporalAddress'));
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

const numbered = (count: number) => Array.from({ length: count }, (_, index) => planned(`s${index}.sh`));

/** Names the path that this test takes: its histories are saved when they are recorded, and replayed ever after. */
function path(name: string, handle: RunHandle, scenario?: string): void {
  if (process.env['MUSTER_RECORD_HISTORIES'] === undefined) return;
  onTestFinished(async () => {
    await saveHistory(rig.client, `run-${name}`, handle.workflowId);
    if (scenario === undefined) return;
    const id = scenarioWorkflowIdOf(handle.workflowId, handle.firstExecutionRunId, scenario);
    await saveHistory(rig.client, `scenario-${name}`, id);
  });
}

/** Scripts of this world wait until the test opens their gate. */
function gatedScripts(world: FakeWorld): Map<string, Gate> {
  const gates = new Map(world.scenarios.map((scenario) => [scenario.path, gate()]));
  world.script = async ({ scenario }) => {
    await orCancelled(gates.get(scenario.path)?.opened ?? Promise.resolve());
    return passed;
  };
  return gates;
}

const startedScripts = (world: FakeWorld) =>
  world.log.filter((line) => line.startsWith('script s')).map((line) => line.split(' ')[1]);

describe('outcomes', () => {
  test('a run in which everything passes completes with its totals and leaves no namespace', async () => {
    const world = rig.world(numbered(5));
    const handle = await rig.start(world);
    path('passed', handle, 's0.sh');
    const result = await handle.result();
    expect(result.totals).toMatchObject({ total: 5, passed: 5, failed: 0 });
    expect(result.namespacesLeft).toBe(0);
    expect(world.namespaces.size).toBe(0);
    expect(world.written.map((report) => report.path).toSorted()).toEqual(numbered(5).map(({ path }) => path));
    expect(world.finished).toMatchObject([{ runName: world.runName, cancelled: false, totals: { passed: 5 } }]);
  });

  test('a failed scenario closes its own workflow and the run as Failed, with the totals in the details', async () => {
    const world = rig.world([planned('good.sh'), planned('bad.sh')]);
    world.script = async ({ scenario }) => await Promise.resolve(scenario.path === 'bad.sh' ? failed : passed);
    const handle = await rig.start(world);
    path('failed', handle, 'bad.sh');
    const { type, result } = await failedResultOf(handle);
    expect(type).toBe('Run.ScenariosFailed');
    expect(result.totals).toMatchObject({ total: 2, passed: 1, failed: 1 });
    const child = rig.client.workflow.getHandle(
      scenarioWorkflowIdOf(handle.workflowId, handle.firstExecutionRunId, 'bad.sh'),
    );
    expect((await child.describe()).status.name).toBe('FAILED');
    expect(world.written.find((report) => report.path === 'bad.sh')?.outcome).toMatchObject({
      status: 'failed',
      reason: 'exit-code',
      exitCode: 3,
      flaky: false,
      attempts: [{ attempt: 1, tail: 'boom' }],
    });
  });

  test('a skipped scenario is an outcome of its own and does not fail the run', async () => {
    const world = rig.world([planned('skip.sh')]);
    world.script = async () => await Promise.resolve({ status: 'skipped', exitCode: 77, scriptMs: 1, tail: '' });
    const handle = await rig.start(world);
    path('skipped', handle, 'skip.sh');
    expect((await handle.result()).totals).toMatchObject({ skipped: 1, passed: 0 });
  });

  test('a plan that is refused fails the run with its own type and sentence', async () => {
    const world = rig.world([]);
    world.override = {
      planRun: async () =>
        await Promise.reject(ApplicationFailure.nonRetryable('no scenario matched', 'Run.NothingMatched')),
    };
    const handle = await rig.start(world);
    path('refused', handle);
    expect(await failureOf(handle)).toMatchObject({
      type: 'Run.NothingMatched',
      message: 'no scenario matched',
    });
  });

  test('results that cannot be written make the run incomplete, not failed', async () => {
    const world = rig.world(numbered(1));
    const full = async () => await Promise.reject(ApplicationFailure.nonRetryable('disk full', 'Results.Unwritable'));
    world.override = { writeResults: full };
    const { type, result } = await failedResultOf(await rig.start(world));
    expect(type).toBe('Run.Incomplete');
    expect(result).toMatchObject({ totals: { passed: 1 }, resultsProblem: 'disk full' });
  });

  test('results are written again at the end when they could not be written before', async () => {
    const world = rig.world(numbered(1));
    let tries = 0;
    world.override = {
      writeResults: async ({ scenarios }) => {
        tries += 1;
        if (tries === 1) throw ApplicationFailure.nonRetryable('disk full', 'Results.Unwritable');
        world.written.push(...scenarios);
        return await Promise.resolve();
      },
    };
    expect(await (await rig.start(world)).result()).not.toHaveProperty('resultsProblem');
    expect(world.written).toHaveLength(1);
  });

  test('the query hands out every finished scenario once, also after the end', async () => {
    const world = rig.world(numbered(3));
    const handle = await rig.start(world);
    await handle.result();
    const first = await handle.query(finishedSinceQuery, 0);
    expect(first).toMatchObject({ phase: 'finished', plannedCount: 3, cursor: 3, runName: world.runName });
    expect(first.finished).toHaveLength(3);
    expect((await handle.query(finishedSinceQuery, first.cursor)).finished).toEqual([]);
  });
});

describe('search attributes', () => {
  const attributesOf = async (searchAttributes: readonly string[]) => {
    const world = rig.world(numbered(1));
    world.override = {
      planRun: async (input) => await Promise.resolve({ ...world.plan(input), searchAttributes }),
    };
    const handle = await rig.start(world);
    await handle.result();
    const id = scenarioWorkflowIdOf(handle.workflowId, handle.firstExecutionRunId, 's0.sh');
    const { typedSearchAttributes } = await rig.client.workflow.getHandle(id).describe();
    return Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]));
  };

  test('that the server does not know are not set: one that is unknown would block the workflow for ever', async () => {
    expect(await attributesOf([])).not.toHaveProperty('MusterScenario');
  });

  test('that the server knows tell run, scenario and outcome', async () => {
    const keyword = 2;
    await rig.client.connection.operatorService.addSearchAttributes({
      namespace: 'default',
      searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTES.map((name) => [name, keyword])),
    });
    const attributes = await attributesOf(SEARCH_ATTRIBUTES);
    expect(attributes).toMatchObject({ MusterScenario: 's0.sh', MusterOutcome: 'passed' });
    expect(attributes['MusterRun']).toMatch(/^rig-/);
  });
});

describe('attempts', () => {
  test('a failed script is tried again in a fresh namespace after the first is deleted, and is flaky when it passes', async () => {
    const world = rig.world([planned('flaky.sh', { retries: 2 })]);
    world.script = async ({ attempt }) => await Promise.resolve(attempt === 1 ? failed : passed);
    const handle = await rig.start(world);
    path('flaky', handle, 'flaky.sh');
    expect((await handle.result()).totals).toMatchObject({ passed: 1, flaky: 1 });
    const { attempts } = world.written[0]?.outcome ?? { attempts: [] };
    expect(new Set(attempts.map((attempt) => attempt.namespace)).size).toBe(2);
    expect(world.log.indexOf('deleted flaky.sh 1')).toBeLessThan(world.log.indexOf('created flaky.sh 2'));
  });

  test('names that are taken cost infrastructure retries and are not held against the scenario', async () => {
    const world = rig.world([planned('s.sh')]);
    world.override = {
      createNamespace: async ({ name, owner }) => {
        if (owner.attempt <= 2) throw ApplicationFailure.nonRetryable('taken', 'Namespace.NameTaken');
        return await Promise.resolve(world.create(name, owner));
      },
    };
    const handle = await rig.start(world);
    path('name-taken', handle, 's.sh');
    expect((await handle.result()).totals).toMatchObject({ passed: 1, flaky: 0 });
    expect(world.log).not.toContain('deleted s.sh 1');
    expect(world.log).toContain('deleted s.sh 3');
  });

  test('broken infrastructure ends as errored when its budget is spent, never as failed', async () => {
    const world = rig.world([planned('s.sh')]);
    world.script = async () => await Promise.reject(ApplicationFailure.nonRetryable('gone', 'Worker.Shutdown'));
    const handle = await rig.start(world, { infrastructureRetries: 1, retries: 5 });
    path('errored', handle, 's.sh');
    const { result } = await failedResultOf(handle);
    expect(result.totals).toMatchObject({ errored: 1, failed: 0 });
    expect(world.written[0]?.outcome.attempts).toHaveLength(2);
    expect(world.namespaces.size).toBe(0);
  });

  test('a script that changed since the plan is errored at once', async () => {
    const world = rig.world([planned('s.sh')]);
    world.script = async () => await Promise.reject(ApplicationFailure.nonRetryable('changed', 'Scenario.Changed'));
    await failedResultOf(await rig.start(world));
    expect(world.written[0]?.outcome).toMatchObject({ status: 'errored', reason: 'Scenario.Changed' });
    expect(world.written[0]?.outcome.attempts).toHaveLength(1);
  });
});

describe('slots', () => {
  test('slots are handed over in the order of the plan and never exceed the limit', async () => {
    const world = rig.world(numbered(6));
    const gates = gatedScripts(world);
    const handle = await rig.start(world, { maxParallel: 2 });
    for (let index = 0; index < 6; index += 1) {
      await until(`s${index} to start`, () => startedScripts(world).includes(`s${index}.sh`));
      if (index > 0) gates.get(`s${index - 1}.sh`)?.open();
    }
    gates.get('s5.sh')?.open();
    await handle.result();
    expect(startedScripts(world).slice(2)).toEqual(['s2.sh', 's3.sh', 's4.sh', 's5.sh']);
    expect(world.runningMax).toBe(2);
  });

  test('scale raises the limit of a run that is running and answers with the limit before', async () => {
    const world = rig.world(numbered(3));
    const gates = gatedScripts(world);
    const handle = await rig.start(world, { maxParallel: 1 });
    path('scaled', handle);
    await until('the first script', () => world.runningNow === 1);
    expect(await handle.executeUpdate(scaleUpdate, { args: [3] })).toBe(1);
    await until('all scripts', () => world.runningNow === 3);
    for (const each of gates.values()) each.open();
    await handle.result();
  });

  test.each([0, -1, 1.5, MAX_PARALLEL_MAX + 1])('scale to %d is refused and changes nothing', async (limit) => {
    const world = rig.world(numbered(1));
    const gates = gatedScripts(world);
    const handle = await rig.start(world, { maxParallel: 2 });
    await until('the script', () => world.runningNow === 1);
    await expect(handle.executeUpdate(scaleUpdate, { args: [limit] })).rejects.toMatchObject({
      cause: { type: 'Run.InvalidInput' },
    });
    expect((await handle.query(finishedSinceQuery, 0)).limit).toBe(2);
    gates.get('s0.sh')?.open();
    await handle.result();
  });

  test('a paused run starts nothing new and goes on when it is resumed', async () => {
    const world = rig.world(numbered(2));
    const gates = gatedScripts(world);
    const handle = await rig.start(world, { maxParallel: 1 });
    path('paused', handle);
    await until('the first script', () => world.runningNow === 1);
    await handle.signal(pauseSignal);
    gates.get('s0.sh')?.open();
    await until('its outcome', async () => (await handle.query(finishedSinceQuery, 0)).totals.passed === 1);
    expect(await handle.query(finishedSinceQuery, 0)).toMatchObject({ paused: true, waitingCount: 1, running: [] });
    await handle.signal(resumeSignal);
    gates.get('s1.sh')?.open();
    expect((await handle.result()).totals.passed).toBe(2);
  });
});

describe('draining', () => {
  test('nothing new starts while as many namespaces drain as are allowed', async () => {
    const world = rig.world(numbered(2));
    let mayVanish = false;
    world.mayVanish = () => mayVanish;
    const handle = await rig.start(world, { maxParallel: 1, drainingMax: 1 });
    await until('the first to drain', async () => (await handle.query(finishedSinceQuery, 0)).drainingCount === 1);
    expect(world.log).not.toContain('created s1.sh 1');
    mayVanish = true;
    expect((await handle.result()).totals.passed).toBe(2);
  });

  test('a namespace that does not go is reported stuck and the run is incomplete, not failed', async () => {
    const world = rig.world(numbered(2));
    world.mayVanish = (name) => !name.includes('-s0-');
    const handle = await rig.start(world, { stuckAfterMs: 1_000 });
    path('stuck', handle);
    const { type, result } = await failedResultOf(handle);
    expect(type).toBe('Run.Incomplete');
    expect(result.stuck).toMatchObject([{ reason: 'Namespace.Stuck' }]);
    expect(result).toMatchObject({ namespacesLeft: 1, totals: { passed: 2 } });
  });

  test('a deletion that could not be asked for is asked for again at the end, and is stuck only when refused again', async () => {
    const world = rig.world(numbered(1));
    world.override = {
      deleteNamespace: async () =>
        await Promise.reject(ApplicationFailure.nonRetryable('may not delete', 'Cluster.Forbidden')),
    };
    const handle = await rig.start(world);
    path('delete-refused', handle, 's0.sh');
    expect((await handle.result()).stuck).toEqual([]);
    expect(world.log).toContain('listed');
  });

  test('one namespace that may not be deleted is reported and stops no other', async () => {
    const world = rig.world(numbered(2));
    const refusal = { reason: 'Cluster.Forbidden', conditions: [] };
    const refuse = async () => await Promise.reject(ApplicationFailure.nonRetryable('no', 'Cluster.Forbidden'));
    world.override = {
      deleteNamespace: async (input) =>
        input.owner.scenario === 's0.sh'
          ? await refuse()
          : await Promise.resolve(world.delete(input.name, input.owner)),
      reclaimNamespaces: async () => {
        const refused = [...world.namespaces].filter(([, { owner }]) => owner.scenario === 's0.sh');
        return await Promise.resolve({
          found: [],
          refused: refused.map(([name, { uid }]) => ({ name, uid, ...refusal })),
          clusterReplaced: false,
        });
      },
    };
    world.mayVanish = (name) => !name.includes('-s0-');
    const { result } = await failedResultOf(await rig.start(world));
    expect(result).toMatchObject({ stuck: [{ reason: 'Cluster.Forbidden' }], namespacesLeft: 1 });
    expect(world.log).toContain('deleted s1.sh 1');
  });

  test('a cluster that refuses to be looked at is not asked in a tight loop', async () => {
    const world = rig.world(numbered(1));
    let asked = 0;
    world.override = {
      awaitNamespacesGone: async () => {
        asked += 1;
        return await Promise.reject(ApplicationFailure.nonRetryable('may not list', 'Cluster.Forbidden'));
      },
    };
    const { result } = await failedResultOf(await rig.start(world, { stuckAfterMs: 6_000 }));
    expect(result.stuck).toMatchObject([{ reason: 'Namespace.Stuck' }]);
    expect(asked).toBeLessThan(8);
  });

  test('a cluster that deletes nothing gets no new namespaces: the rest is skipped', async () => {
    const world = rig.world(numbered(3 * STUCK_BREAKER_COUNT));
    world.mayVanish = () => false;
    const handle = await rig.start(world, { stuckAfterMs: 1_000, maxParallel: 2, drainingMax: STUCK_BREAKER_COUNT });
    const { type, result } = await failedResultOf(handle);
    expect(type).toBe('Run.Incomplete');
    expect(result.totals.skipped).toBeGreaterThanOrEqual(1);
    expect(result.totals.passed + result.totals.skipped).toBe(3 * STUCK_BREAKER_COUNT);
  });

  test('a breaker that was open makes the run incomplete, also when everything is gone in the end', async () => {
    const world = rig.world(numbered(3 * STUCK_BREAKER_COUNT));
    let skipped = false;
    world.mayVanish = () => skipped;
    const handle = await rig.start(world, { stuckAfterMs: 1_000, maxParallel: 2, drainingMax: STUCK_BREAKER_COUNT });
    await until('scenarios to be skipped', async () => {
      skipped = (await handle.query(finishedSinceQuery, 0)).totals.skipped > 0;
      return skipped;
    });
    const { type, result } = await failedResultOf(handle);
    expect(type).toBe('Run.Incomplete');
    expect(result).toMatchObject({ stuck: [], namespacesLeft: 0 });
  });

  test('another cluster behind the same address ends the run with the truth', async () => {
    const world = rig.world(numbered(3));
    world.override = {
      awaitNamespacesGone: async ({ namespaces }) => {
        world.namespaces.clear();
        const gone = namespaces.map(({ name }) => name);
        return await Promise.resolve({ gone, remaining: [], clusterReplaced: true });
      },
    };
    const { result } = await failedResultOf(await rig.start(world, { maxParallel: 1, drainingMax: 1 }));
    expect(result.totals).toMatchObject({ passed: 1, errored: 2 });
    expect(world.written.at(-1)?.outcome.reason).toBe('Cluster.Replaced');
    expect(result.cleanupProblem).toContain('another cluster');
  });
});

describe('cancellation', () => {
  test('cancelling while scripts run stops them, deletes their namespaces and starts nothing more', async () => {
    const world = rig.world(numbered(4));
    world.script = untilCancelled;
    const handle = await rig.start(world, { maxParallel: 2 });
    path('cancelled', handle, 's0.sh');
    await until('two scripts', () => world.runningNow === 2);
    await handle.cancel();
    expect(await failureOf(handle)).toBeInstanceOf(CancelledFailure);
    expect((await handle.describe()).status.name).toBe('CANCELLED');
    expect(world.namespaces.size).toBe(0);
    expect(world.finished[0]).toMatchObject({ cancelled: true, totals: { total: 4, cancelled: 4 } });
  });

  test('cancelling during a create that is in flight deletes the namespace only after the create has ended', async () => {
    const world = rig.world(numbered(1));
    const [called, answer] = [gate(), gate()];
    world.override = {
      createNamespace: async ({ name, owner }) => {
        called.open();
        await answer.opened;
        return world.create(name, owner);
      },
    };
    const handle = await rig.start(world);
    path('cancelled-in-create', handle, 's0.sh');
    await called.opened;
    await handle.cancel();
    await until('the request', async () => (await handle.query(finishedSinceQuery, 0)).cancelRequested);
    answer.open();
    expect(await failureOf(handle)).toBeInstanceOf(CancelledFailure);
    expect(world.log.indexOf('created s0.sh 1')).toBeLessThan(world.log.indexOf('deleted s0.sh 1'));
    expect(world.namespaces.size).toBe(0);
  });

  test('a worker that is lost while the run is being cancelled leaves cancelled scenarios, not errored ones', async () => {
    const world = rig.world(numbered(1));
    world.script = async () => {
      await untilCancelled().catch(() => undefined);
      throw ApplicationFailure.nonRetryable('gone', 'Worker.Shutdown');
    };
    const handle = await rig.start(world);
    await until('the script', () => world.runningNow === 1);
    await handle.cancel();
    expect(await failureOf(handle)).toBeInstanceOf(CancelledFailure);
    expect(world.finished[0]?.totals).toMatchObject({ cancelled: 1, errored: 0 });
  });

  test('a create that was refused for certain is not looked for', async () => {
    const world = rig.world(numbered(1));
    const refusal = { type: 'Cluster.Forbidden', nonRetryable: true, details: [{ nothingCreated: true }] };
    world.override = { createNamespace: async () => await Promise.reject(ApplicationFailure.create(refusal)) };
    await failedResultOf(await rig.start(world));
    expect(world.log).not.toContain('deleted s0.sh 1');
  });

  test('cancelling during the deletion does not change the outcome that the script had', async () => {
    const world = rig.world(numbered(1));
    const [called, answer] = [gate(), gate()];
    world.override = {
      deleteNamespace: async ({ name, owner }) => {
        called.open();
        await answer.opened;
        return world.delete(name, owner);
      },
    };
    const handle = await rig.start(world);
    path('cancelled-in-delete', handle, 's0.sh');
    await called.opened;
    await handle.cancel();
    await until('the request', async () => (await handle.query(finishedSinceQuery, 0)).cancelRequested);
    answer.open();
    expect(await failureOf(handle)).toBeInstanceOf(CancelledFailure);
    expect(world.written).toMatchObject([{ outcome: { status: 'passed' } }]);
  });

  test('a paused run can be cancelled', async () => {
    const world = rig.world(numbered(2));
    const gates = gatedScripts(world);
    const handle = await rig.start(world, { maxParallel: 1 });
    await until('the first script', () => world.runningNow === 1);
    await handle.signal(pauseSignal);
    gates.get('s0.sh')?.open();
    await until('its outcome', async () => (await handle.query(finishedSinceQuery, 0)).totals.passed === 1);
    await handle.cancel();
    expect(await failureOf(handle)).toBeInstanceOf(CancelledFailure);
    expect(world.finished[0]?.totals).toMatchObject({ passed: 1, cancelled: 1 });
  });
});

describe('interference by hand', () => {
  async function interfere(how: 'cancel' | 'terminate') {
    const world = rig.world(numbered(2));
    world.script = async ({ scenario }) => (scenario.path === 's0.sh' ? await untilCancelled() : passed);
    const handle = await rig.start(world);
    await until('s0 to start', () => startedScripts(world).includes('s0.sh'));
    const id = scenarioWorkflowIdOf(handle.workflowId, handle.firstExecutionRunId, 's0.sh');
    await rig.client.workflow.getHandle(id)[how]();
    return { world, handle };
  }

  test('a scenario that is cancelled by hand is cancelled, the others go on, and its namespace goes', async () => {
    const { world, handle } = await interfere('cancel');
    const { type, result } = await failedResultOf(handle);
    expect(type, 'nobody knows what it would have said').toBe('Run.Incomplete');
    expect(result.totals).toMatchObject({ cancelled: 1, passed: 1 });
    expect(world.namespaces.size).toBe(0);
  });

  test('a scenario that is terminated by hand is errored and its parent reclaims the namespace', async () => {
    const { world, handle } = await interfere('terminate');
    const { result } = await failedResultOf(handle);
    expect(result.totals).toMatchObject({ errored: 1, passed: 1 });
    expect(world.log).toContain('reclaimed');
    expect(world.namespaces.size).toBe(0);
  });

  test('terminating the run lets every scenario stop its script and delete its namespace', async () => {
    const world = rig.world(numbered(2));
    world.script = untilCancelled;
    const handle = await rig.start(world);
    await until('both scripts', () => world.runningNow === 2);
    await handle.terminate();
    const deleting = () => [...world.namespaces.values()].every((namespace) => namespace.deleting);
    await until('every namespace to be deleted', () => world.runningNow === 0 && deleting());
    const ended = world.log.findLastIndex((line) => line.startsWith('script ended'));
    expect(world.log.findIndex((line) => line.startsWith('deleted'))).toBeGreaterThan(0);
    expect(ended).toBeGreaterThan(0);
  });

  test('a reset of a run is refused and its scenarios clean up', async () => {
    const world = rig.world(numbered(2));
    const gates = gatedScripts(world);
    const handle = await rig.start(world, { maxParallel: 1 });
    gates.get('s0.sh')?.open();
    await until('the second script', () => startedScripts(world).includes('s1.sh'));
    const { events } = await handle.fetchHistory();
    const point = events?.findLast((event) => event.workflowTaskCompletedEventAttributes)?.eventId;
    const { runId } = await rig.client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: handle.workflowId, runId: handle.firstExecutionRunId },
      workflowTaskFinishEventId: point ?? null,
      requestId: world.runName,
      reason: 'a test',
    });
    const reset = rig.client.workflow.getHandle(handle.workflowId, runId);
    await expect(reset.result()).rejects.toMatchObject({ cause: { type: 'Run.ResetUnsupported' } });
    await until('the script to be stopped', () => world.runningNow === 0);
  });
});
