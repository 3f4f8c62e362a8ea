import type { WorkflowUpdateFailedError } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { HOUR_MS, KEEP_FOR_MS_MAX, KEEP_FOR_MS_MIN, MINUTE_MS } from '../../src/shared/limits.ts';
import { scenarioWorkflowIdOf } from '../../src/shared/names.ts';
import type { RunResult } from '../../src/shared/run-progress.ts';
import { finishedSinceQuery, keepUpdate, releaseUpdate } from '../../src/workflows/messages.ts';
import type { FakeWorld } from '../support/fake-world.ts';
import { failed, orCancelled, passed, planned } from '../support/fake-world.ts';
import { gate, until } from '../support/gate.ts';
import { saveHistory } from '../support/histories.ts';
import type { RunHandle, WorkflowRig } from '../support/workflow-rig.ts';
import { startWorkflowRig } from '../support/workflow-rig.ts';

let rig: WorkflowRig;
beforeAll(async () => {
  rig = await startWorkflowRig(inject('temporalAddress'));
});
afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

/** The result of a run, however it closed; a cancelled one tells it only by its query. */
async function endOf(handle: RunHandle): Promise<RunResult> {
  try {
    return await handle.result();
  } catch (error) {
    const cause = error instanceof WorkflowFailedError ? error.cause : error;
    if (cause instanceof ApplicationFailure) return cause.details?.[0] as RunResult;
    if (!(cause instanceof CancelledFailure)) throw cause;
    return (await handle.query(finishedSinceQuery, 0)).result!;
  }
}

/** Names the path that this test takes: its histories are saved when they are recorded, and replayed ever after. */
function path(name: string, handle: RunHandle, scenario: string): void {
  if (process.env['MUSTER_RECORD_HISTORIES'] === undefined) return;
  const id = scenarioWorkflowIdOf(handle.workflowId, handle.firstExecutionRunId, scenario);
  onTestFinished(async () => {
    await saveHistory(rig.client, `run-${name}`, handle.workflowId);
    await saveHistory(rig.client, `scenario-${name}`, id);
  });
}

const failing =
  (...paths: string[]) =>
  (world: FakeWorld) => {
    world.script = async ({ scenario }) => await Promise.resolve(paths.includes(scenario.path) ? failed : passed);
  };

/** What is still there at the end, by scenario. */
const there = (world: FakeWorld) => [...world.namespaces.values()].map(({ owner }) => owner.scenario).toSorted();

describe('--keep', () => {
  test('on-failure keeps the namespace of what failed, deletes the others, and says which and until when', async () => {
    const world = rig.world([planned('good.sh'), planned('bad.sh')]);
    failing('bad.sh')(world);
    const beforeMs = Date.now();
    const handle = await rig.start(world, { keep: 'on-failure', keepForMs: 3 * HOUR_MS });
    path('kept', handle, 'bad.sh');
    const result = await endOf(handle);
    expect(there(world)).toEqual(['bad.sh']);
    const [kept] = result.kept ?? [];
    expect(result).toMatchObject({ namespacesLeft: 0, stuck: [], totals: { failed: 1, passed: 1 } });
    expect(kept).toMatchObject({ scenario: 'bad.sh', uid: `uid-${kept?.name}` });
    expect(kept!.untilMs).toBeGreaterThanOrEqual(beforeMs + 3 * HOUR_MS);
    expect(kept!.untilMs).toBeLessThan(Date.now() + 3 * HOUR_MS);
    expect(world.finished).toMatchObject([{ kept: [kept] }]);
    expect((await handle.query(finishedSinceQuery, 0)).kept).toEqual([kept]);
    expect(world.written.find(({ path }) => path === 'bad.sh')?.keptUntilMs).toBe(kept?.untilMs);
    expect(world.written.find(({ path }) => path === 'good.sh')).not.toHaveProperty('keptUntilMs');
  });

  test('always keeps what passed, too, and the run still completes', async () => {
    const world = rig.world([planned('good.sh')]);
    const result = await (await rig.start(world, { keep: 'always' })).result();
    expect(result.kept).toMatchObject([{ scenario: 'good.sh' }]);
    expect(there(world)).toEqual(['good.sh']);
  });

  test('never, which is the default, keeps nothing, and no record speaks of it', async () => {
    const world = rig.world([planned('bad.sh')]);
    failing('bad.sh')(world);
    const result = await endOf(await rig.start(world));
    expect(there(world)).toEqual([]);
    expect(result).not.toHaveProperty('kept');
    expect(world.finished[0]).not.toHaveProperty('kept');
  });

  test('only the namespace of the last attempt stays: each before it is deleted before the next begins', async () => {
    const world = rig.world([planned('bad.sh', { retries: 1 })]);
    failing('bad.sh')(world);
    const result = await endOf(await rig.start(world, { keep: 'on-failure' }));
    expect(world.log.indexOf('deleted bad.sh 1')).toBeLessThan(world.log.indexOf('created bad.sh 2'));
    expect(world.log).not.toContain('kept bad.sh 1');
    expect(world.log).not.toContain('deleted bad.sh 2');
    expect(result.kept).toHaveLength(1);
    expect([...world.namespaces.values()].map(({ owner }) => owner.attempt)).toEqual([2]);
  });

  test('a scenario that is flaky has passed in the end: on-failure does not keep it', async () => {
    const world = rig.world([planned('flaky.sh', { retries: 1 })]);
    world.script = async ({ attempt }) => await Promise.resolve(attempt === 1 ? failed : passed);
    await (await rig.start(world, { keep: 'on-failure' })).result();
    expect(there(world)).toEqual([]);
  });

  test('an errored scenario is kept when it has a namespace; one whose create failed has nothing to keep', async () => {
    const world = rig.world([planned('lost.sh'), planned('refused.sh')]);
    world.script = async () => await Promise.reject(ApplicationFailure.nonRetryable('gone', 'Worker.Shutdown'));
    world.override = {
      createNamespace: async ({ name, owner }) => {
        if (owner.scenario === 'lost.sh') return await Promise.resolve(world.create(name, owner));
        const refused = { type: 'Cluster.Forbidden', nonRetryable: true, details: [{ nothingCreated: true }] };
        throw ApplicationFailure.create(refused);
      },
    };
    const result = await endOf(await rig.start(world, { keep: 'on-failure', infrastructureRetries: 0 }));
    expect(result.totals).toMatchObject({ errored: 2 });
    expect(result.kept).toMatchObject([{ scenario: 'lost.sh' }]);
    expect(result).not.toHaveProperty('notKept');
  });

  test.each([
    ['is refused', () => Promise.reject(ApplicationFailure.nonRetryable('may not patch', 'Cluster.Forbidden'))],
    ['finds it gone', () => Promise.resolve({ kept: false })],
  ])('a mark that %s does not change the outcome: it is deleted as ever, and the run says so', async (_, keep) => {
    const world = rig.world([planned('bad.sh')]);
    failing('bad.sh')(world);
    world.override = { keepNamespace: async () => await keep() };
    const result = await endOf(await rig.start(world, { keep: 'on-failure' }));
    expect(world.written[0]?.outcome).toMatchObject({ status: 'failed', message: 'exit code 3' });
    expect(world.written[0]).not.toHaveProperty('keptUntilMs');
    expect(result).not.toHaveProperty('kept');
    expect(result).toMatchObject({ namespacesLeft: 0, notKept: [{ scenario: 'bad.sh' }] });
    expect(world.finished).toMatchObject([{ notKept: result.notKept }]);
    expect(there(world)).toEqual([]);
  });

  test('what the last LIST does not find kept any more is not reported as kept', async () => {
    const world = rig.world([planned('bad.sh'), planned('slow.sh')]);
    const slow = gate();
    world.script = async ({ scenario }) => {
      if (scenario.path === 'bad.sh') return failed;
      await orCancelled(slow.opened);
      return passed;
    };
    const handle = await rig.start(world, { keep: 'on-failure' });
    await until('it to be kept', async () => (await handle.query(finishedSinceQuery, 0)).kept?.length === 1);
    // Its time is up while the run goes on.
    for (const namespace of world.namespaces.values()) namespace.keptUntilMs = Date.now() - 1;
    slow.open();
    const result = await endOf(handle);
    expect(result).not.toHaveProperty('kept');
    expect(there(world)).toEqual([]);
  });
});

describe('a cancelled run', () => {
  test('keeps what was kept before, and nothing else', async () => {
    const world = rig.world([planned('bad.sh'), planned('running.sh'), planned('waiting.sh')]);
    world.script = async ({ scenario }) => {
      if (scenario.path !== 'bad.sh') await orCancelled(new Promise(() => undefined));
      return failed;
    };
    const handle = await rig.start(world, { keep: 'always', maxParallel: 1 });
    await until('the second script', () => world.log.includes('script running.sh 1'));
    await handle.cancel();
    const result = await endOf(handle);
    expect(result.kept).toMatchObject([{ scenario: 'bad.sh' }]);
    expect(result).toMatchObject({ namespacesLeft: 0, totals: { failed: 1, cancelled: 2 } });
    expect(there(world)).toEqual(['bad.sh']);
  });

  test('that is cancelled while a namespace is being marked deletes it, and the outcome stays', async () => {
    const world = rig.world([planned('bad.sh')]);
    failing('bad.sh')(world);
    const [called, answer] = [gate(), gate()];
    world.override = {
      keepNamespace: async ({ name, untilMs }) => {
        called.open();
        await answer.opened;
        return { kept: world.keep(name, untilMs) };
      },
    };
    const handle = await rig.start(world, { keep: 'on-failure' });
    await called.opened;
    await handle.cancel();
    await until('the request', async () => (await handle.query(finishedSinceQuery, 0)).cancelRequested);
    answer.open();
    const result = await endOf(handle);
    expect(result.totals).toMatchObject({ failed: 1, cancelled: 0 });
    expect(result).not.toHaveProperty('kept');
    expect(there(world)).toEqual([]);
  });
});

describe('muster keep and release, while the scenario has no outcome', () => {
  /** Two scenarios, one slot: `a.sh` runs until its gate opens, `b.sh` waits. */
  async function runningAndWaiting(input = {}) {
    const world = rig.world([planned('a.sh'), planned('dir/b.sh')]);
    const opened = gate();
    world.script = async ({ scenario }) => {
      if (scenario.path === 'a.sh') await orCancelled(opened.opened);
      return passed;
    };
    const handle = await rig.start(world, { maxParallel: 1, ...input });
    await until('the first script', () => world.runningNow === 1);
    return { world, handle, open: () => opened.open() };
  }

  test('keeps one that runs and one that waits, whatever their outcome, for the time that was asked', async () => {
    const { world, handle, open } = await runningAndWaiting();
    path('kept-by-name', handle, 'a.sh');
    const forMs = 5 * HOUR_MS;
    expect(await handle.executeUpdate(keepUpdate, { args: [{ path: 'a.sh', forMs }] })).toEqual({ path: 'a.sh' });
    expect(await handle.executeUpdate(keepUpdate, { args: [{ path: 'b', forMs }] })).toEqual({ path: 'dir/b.sh' });
    open();
    const result = await handle.result();
    expect(there(world)).toEqual(['a.sh', 'dir/b.sh']);
    for (const { untilMs } of result.kept ?? []) expect(untilMs).toBeGreaterThan(Date.now() + 4 * HOUR_MS);
    expect(result.kept).toHaveLength(2);
  });

  test('release takes both back, also what the settings would keep', async () => {
    const { world, handle, open } = await runningAndWaiting({ keep: 'always' });
    await handle.executeUpdate(keepUpdate, { args: [{ path: 'a.sh', forMs: HOUR_MS }] });
    await handle.executeUpdate(releaseUpdate, { args: [{ path: 'a.sh' }] });
    await handle.executeUpdate(releaseUpdate, { args: [{ path: 'dir/b.sh' }] });
    open();
    expect(await handle.result()).not.toHaveProperty('kept');
    expect(there(world)).toEqual([]);
  });

  test('the last word counts, also one that comes while the namespace is being marked', async () => {
    const { world, handle, open } = await runningAndWaiting({ keep: 'always' });
    const [called, answer] = [gate(), gate()];
    world.override = {
      keepNamespace: async ({ name, untilMs }) => {
        called.open();
        await answer.opened;
        return { kept: world.keep(name, untilMs) };
      },
    };
    open();
    await called.opened;
    await handle.executeUpdate(keepUpdate, { args: [{ path: 'a.sh', forMs: 24 * HOUR_MS }] });
    answer.open();
    const result = await handle.result();
    const a = result.kept?.find(({ scenario }) => scenario === 'a.sh');
    expect(a?.untilMs).toBeGreaterThan(Date.now() + 23 * HOUR_MS);
    expect([...world.namespaces.values()][0]?.keptUntilMs).toBe(a?.untilMs);
  });

  test('one whose deletion had begun is not kept, and the run says so', async () => {
    const { world, handle, open } = await runningAndWaiting();
    const [called, answer] = [gate(), gate()];
    world.override = {
      deleteNamespace: async ({ name, owner }) => {
        called.open();
        await answer.opened;
        return world.delete(name, owner);
      },
    };
    open();
    await called.opened;
    await handle.executeUpdate(keepUpdate, { args: [{ path: 'a.sh', forMs: HOUR_MS }] });
    answer.open();
    const result = await handle.result();
    expect(result.notKept).toMatchObject([{ scenario: 'a.sh' }]);
    expect(there(world)).toEqual([]);
  });

  test('one that has ended is refused with its path, so that whoever asked can look at the cluster', async () => {
    const { world, handle, open } = await runningAndWaiting();
    const second = gate();
    world.script = async () => {
      await orCancelled(second.opened);
      return passed;
    };
    open();
    await until('an outcome', async () => (await handle.query(finishedSinceQuery, 0)).totals.total === 1);
    for (const ask of [
      () => handle.executeUpdate(keepUpdate, { args: [{ path: 'a', forMs: HOUR_MS }] }),
      () => handle.executeUpdate(releaseUpdate, { args: [{ path: 'a' }] }),
    ]) {
      await expect(ask()).rejects.toMatchObject({ cause: { type: 'Scenario.Ended', details: ['a.sh'] } });
    }
    second.open();
    await handle.result();
  });

  test('a request that comes before the plan is not lost', async () => {
    const world = rig.world([planned('a.sh')]);
    const plan = gate();
    world.override = {
      planRun: async (input) => {
        await plan.opened;
        return world.plan(input);
      },
    };
    const handle = await rig.start(world);
    const asked = handle.executeUpdate(keepUpdate, { args: [{ path: 'a.sh', forMs: HOUR_MS }] });
    plan.open();
    expect(await asked).toEqual({ path: 'a.sh' });
    expect((await handle.result()).kept).toHaveLength(1);
  });

  test('bad requests are refused with a sentence and leave no history', async () => {
    const { handle, open } = await runningAndWaiting();
    const refused = async (request: unknown, sentence: string) => {
      const failure: unknown = await handle
        .executeUpdate(keepUpdate, { args: [request as { path: string; forMs: number }] })
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ cause: { type: 'Run.InvalidInput' } });
      expect(String((failure as WorkflowUpdateFailedError).cause?.message)).toContain(sentence);
    };
    const before = (await handle.fetchHistory()).events?.length;
    await refused({ path: 'c.sh', forMs: HOUR_MS }, 'did you mean a.sh');
    await refused({ path: 'no-such-scenario', forMs: HOUR_MS }, 'there is no scenario');
    for (const forMs of [0, -1, 1.5, KEEP_FOR_MS_MIN - 1, KEEP_FOR_MS_MAX + 1, '2h', null]) {
      await refused({ path: 'a.sh', forMs }, 'forMs');
    }
    await refused(null, 'path');
    await refused({ forMs: MINUTE_MS }, 'path');
    expect((await handle.fetchHistory()).events?.length).toBe(before);
    open();
    await handle.result();
  });

  test('a run that is being cancelled refuses to keep', async () => {
    const { world, handle } = await runningAndWaiting();
    const stopping = gate();
    world.script = async () => await Promise.resolve(passed);
    world.override = {
      deleteNamespace: async ({ name, owner }) => {
        await stopping.opened;
        return world.delete(name, owner);
      },
    };
    await handle.cancel();
    await until('the request', async () => (await handle.query(finishedSinceQuery, 0)).cancelRequested);
    await expect(handle.executeUpdate(keepUpdate, { args: [{ path: 'a.sh', forMs: HOUR_MS }] })).rejects.toMatchObject({
      cause: { type: 'Run.InvalidInput' },
    });
    stopping.open();
    await endOf(handle);
    expect(there(world)).toEqual([]);
  });
});
