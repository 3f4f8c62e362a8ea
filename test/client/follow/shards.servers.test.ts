import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { followRun } from '../../../src/client/follow/follow-run.ts';
import { runReader } from '../../../src/client/follow/run-reader.ts';
import { askRun, noteInRun } from '../../../src/client/keeping/ask-run.ts';
import { readProgress } from '../../../src/client/reading/read-progress.ts';
import { readRun } from '../../../src/client/reading/read-run.ts';
import { reportFromTemporal } from '../../../src/client/reading/report-from-temporal.ts';
import { connectTemporal, type Temporal } from '../../../src/client/temporal/connection.ts';
import type { FoundRun } from '../../../src/client/temporal/find-run.ts';
import { HOUR_MS } from '../../../src/shared/limits.ts';
import { shardWorkflowIdOf } from '../../../src/shared/names.ts';
import type { KeptNamespace } from '../../../src/shared/namespace.ts';
import type { RunProgress } from '../../../src/shared/run-progress.ts';
import { slicesOf } from '../../support/fake-shards.ts';
import type { FakeWorld } from '../../support/fake-world.ts';
import { failed, orCancelled, passed, planned } from '../../support/fake-world.ts';
import { gate, until } from '../../support/gate.ts';
import { type RunHandle, startWorkflowRig, type WorkflowRig } from '../../support/workflow-rig.ts';

let rig: WorkflowRig;
let temporal: Temporal;
beforeAll(async () => {
  const address = inject('temporalAddress');
  rig = await startWorkflowRig(address);
  const connection = { address };
  temporal = await connectTemporal({ kind: 'configured', address, temporalNamespace: 'default', connection, env: {} });
});
afterAll(async () => {
  await temporal.close();
  await rig[Symbol.asyncDispose]();
});

/** Scripts wait for one gate, but those of the first `free` scenarios end at once; s1.sh fails. */
function worldOf(count: number, size: number, free: number) {
  const world = rig.world(Array.from({ length: count }, (_, index) => planned(`s${index}.sh`)));
  world.shards = slicesOf(world.scenarios, size);
  const rest = gate();
  world.script = async ({ scenario }) => {
    if (Number(scenario.path.slice(1, -3)) >= free) await orCancelled(rest.opened);
    return scenario.path === 's1.sh' ? failed : passed;
  };
  return { world, rest };
}

async function found(world: FakeWorld, handle: RunHandle): Promise<FoundRun> {
  const { status, startTime, taskQueue, runId } = await handle.describe();
  const { workflowId } = handle;
  const startedAtMs = startTime.getTime();
  return { runName: world.runName, workflowId, runId, taskQueue, startedAtMs, status: status.name };
}

const pathsOf = (world: FakeWorld) => world.scenarios.map(({ path }) => path).toSorted();

describe('a run with shards', () => {
  test('is followed like any other: each scenario once, also those of a shard that was terminated', async () => {
    const { world, rest } = worldOf(12, 4, 2);
    const handle = await rig.start(world, { maxParallel: 4 });
    const pages: RunProgress[] = [];
    const reader = runReader(temporal, handle.workflowId, handle.firstExecutionRunId);
    const following = (async () => {
      for await (const event of followRun({ reader, signal: new AbortController().signal, intervalMs: 50 })) {
        if (event.kind === 'progress') pages.push(event.progress);
        if (event.kind === 'closed') return event.closing;
      }
      return undefined;
    })();
    const told = () => pages.flatMap(({ finished }) => finished.map(({ path }) => path));
    await until('what ends at once, and what runs', () => told().length === 2 && pages.at(-1)?.running.length === 4);
    expect(pages.at(-1)).toMatchObject({ plannedCount: 12, waitingCount: 6, totals: { total: 2, failed: 1 } });
    const first = shardWorkflowIdOf(handle.workflowId, handle.firstExecutionRunId, 0);
    await rig.client.workflow.getHandle(first).terminate('somebody did');
    await until('its adoption', () => pages.at(-1)?.shards?.[0]?.state === 'adopted');
    rest.open();
    const closing = await following;
    expect(told().toSorted()).toEqual(pathsOf(world));
    const { totals } = pages.at(-1) ?? {};
    expect(totals).toMatchObject({ total: 12, failed: 1 });
    expect(closing).toMatchObject({ kind: 'failed', type: 'Run.ScenariosFailed', result: { totals } });
    const lost = pages.flatMap(({ finished }) => finished).filter(({ reason }) => reason === 'Shard.Lost');
    expect(lost.map(({ path }) => path).toSorted()).toEqual(['s2.sh', 's3.sh']);
    expect(totals?.errored).toBe(2);
  });

  test('its scenarios are read, kept and released through the shard that has them', async () => {
    const { world, rest } = worldOf(9, 3, 1);
    const handle = await rig.start(world, { maxParallel: 1 });
    // One of the first shard waits behind it, so that the second has no reason to open.
    await until('the second script', () => world.log.includes('script s1.sh 1'));
    const run = await found(world, handle);
    const read = await readRun(temporal, run);
    const records = Object.fromEntries(read.scenarios.map(({ path, status }) => [path, status]));
    expect(records).toEqual({ 's0.sh': 'passed', 's1.sh': 'running', 's2.sh': 'waiting' });
    expect(read.notices.join()).toMatch(/^6 scenarios wait in shards that have not opened/);
    expect(await askRun(temporal, run, { keep: { path: 's2', forMs: HOUR_MS } })).toEqual({
      kind: 'accepted',
      path: 's2.sh',
    });
    expect(await askRun(temporal, run, { release: { path: 's0' } })).toEqual({ kind: 'ended', path: 's0.sh' });
    await expect(askRun(temporal, run, { keep: { path: 's8', forMs: HOUR_MS } })).rejects.toMatchObject({
      type: 'Run.InvalidInput',
      exitCode: 2,
      message: expect.stringMatching(/there is no scenario "s8".*; 6 more are in shards that have not opened$/),
    });
    rest.open();
    let kept: readonly KeptNamespace[] = [];
    await until('what is kept', async () => {
      kept = (await readProgress(temporal, run, { scope: 'open' }))?.kept ?? [];
      return kept.length === 1;
    });
    expect(kept).toMatchObject([{ scenario: 's2.sh' }]);
    await noteInRun(
      temporal,
      run,
      kept.map((each) => ({ ...each, untilMs: 0 })),
    );
    for (const { name } of kept) world.namespaces.delete(name);
    await expect(handle.result()).rejects.toMatchObject({ name: 'WorkflowFailedError' });
    const closed = await found(world, handle);
    const report = await reportFromTemporal(temporal, closed);
    expect(report?.report.scenarios.map(({ path }) => path).toSorted()).toEqual(pathsOf(world));
    expect(report?.report.totals).toMatchObject({ total: 9, failed: 1 });
    await until('what failed', async () => {
      const { finished = [] } = (await readProgress(temporal, closed, { scope: 'failed' })) ?? {};
      return finished.map(({ path }) => path).join() === 's0.sh,s1.sh,s2.sh';
    });
  });
});
