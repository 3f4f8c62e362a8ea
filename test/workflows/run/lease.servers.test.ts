import { randomUUID } from 'node:crypto';
import { CancelledFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { LEASE_LATE_MS, LEASE_RENEWALS_PER_EXECUTION } from '../../../src/shared/limits.ts';
import { leaseWorkflowIdOf } from '../../../src/shared/names.ts';
import type { RunSettings } from '../../../src/shared/plan.ts';
import type { LeaseInput, leaseWorkflow } from '../../../src/workflows/run/lease.ts';
import { finishedSinceQuery, leaseLapsedSignal, renewLeaseSignal } from '../../../src/workflows/messages.ts';
import type { FakeWorld } from '../../support/fake-world.ts';
import { orCancelled, passed, planned, untilCancelled } from '../../support/fake-world.ts';
import { gate, until } from '../../support/gate.ts';
import { saveHistory } from '../../support/histories.ts';
import { failureOf } from '../../support/run-closings.ts';
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

const SIGNALS_AT_ONCE = 50;
const leaseIdOf = (handle: RunHandle) => leaseWorkflowIdOf(handle.workflowId, handle.firstExecutionRunId);

/** Names the path that this test takes, as in `run.servers.test.ts`. */
function path(name: string, handle: RunHandle): void {
  if (process.env['MUSTER_RECORD_HISTORIES'] === undefined) return;
  onTestFinished(async () => {
    await saveHistory(rig.client, `run-${name}`, handle.workflowId);
    await saveHistory(rig.client, `lease-${name}`, leaseIdOf(handle));
  });
}

/** As planned, but with settings that no input may ask for. */
function settle(world: FakeWorld, settings: Partial<RunSettings>): void {
  world.override = {
    ...world.override,
    planRun: async (input) => {
      const plan = world.plan(input);
      return await Promise.resolve({ ...plan, settings: { ...plan.settings, ...settings } });
    },
  };
}

describe('a run with a lease', () => {
  test('cancels itself, cleans up and says why when nobody renews it', async () => {
    const world = rig.world(numbered(2));
    world.script = untilCancelled;
    settle(world, { leaseMs: 2_000 });
    const handle = await rig.start(world);
    path('lease-lapsed', handle);
    expect(await failureOf(handle)).toBeInstanceOf(CancelledFailure);
    expect((await handle.describe()).status.name).toBe('CANCELLED');
    expect(world.finished).toMatchObject([{ cancelled: true, leaseLapsed: true, totals: { cancelled: 2 } }]);
    expect(await handle.query(finishedSinceQuery, 0)).toMatchObject({
      leaseLapsed: true,
      result: { leaseLapsed: true },
    });
    expect(world.namespaces.size).toBe(0);
  });

  test('goes on as long as it is renewed, and its own history does not grow with it', async () => {
    const world = rig.world(numbered(1));
    const open = gate();
    world.script = async () => {
      await orCancelled(open.opened);
      return passed;
    };
    // Long enough for a slow machine to get as far as its first renewal.
    const leaseMs = 8_000;
    settle(world, { leaseMs });
    const handle = await rig.start(world);
    path('leased', handle);
    await until('the script', () => world.runningNow === 1);
    const startedAtMs = Date.now();
    const lease = rig.client.workflow.getHandle(leaseIdOf(handle));
    const { historyLength: before } = await handle.describe();
    let renewals = 0;
    await until('more than a lease to pass', async () => {
      await lease.signal(renewLeaseSignal);
      renewals += 1;
      return Date.now() - startedAtMs > 1.5 * leaseMs;
    });
    expect(renewals).toBeGreaterThan(20);
    // What it had still to note of its beginning.
    expect((await handle.describe()).historyLength - before).toBeLessThan(10);
    open.open();
    expect((await handle.result()).totals.passed).toBe(1);
    await until('the lease to end', async () => (await lease.describe()).status.name !== 'RUNNING');
  });

  test('goes on without one when its lease is cancelled', async () => {
    const world = rig.world(numbered(1));
    const open = gate();
    world.script = async () => {
      await orCancelled(open.opened);
      return passed;
    };
    settle(world, { leaseMs: 60_000 });
    const handle = await rig.start(world);
    await until('the script', () => world.runningNow === 1);
    const lease = rig.client.workflow.getHandle(leaseIdOf(handle));
    await lease.cancel();
    await until('the lease to end', async () => (await lease.describe()).status.name === 'CANCELLED');
    open.open();
    expect((await handle.result()).totals.passed).toBe(1);
  });

  test('has all of it before it when its plan is made, however long that took', async () => {
    const world = rig.world(numbered(1));
    const open = gate();
    world.script = async () => {
      await orCancelled(open.opened);
      return passed;
    };
    const leaseMs = 4_000;
    settle(world, { leaseMs });
    const { planRun } = world.override;
    const startedAtMs = Date.now();
    world.override = {
      planRun: async (input) => {
        await until('more than a lease to pass', () => Date.now() - startedAtMs > 1.1 * leaseMs);
        return await (planRun?.(input) ?? world.plan(input));
      },
    };
    const handle = await rig.start(world);
    await until('the script', () => world.runningNow === 1);
    await until('the lease to wait', async () => (await firstTimerMsOf(leaseIdOf(handle))) !== undefined);
    // One of a lease that is over already would be 1 ms.
    expect(await firstTimerMsOf(leaseIdOf(handle))).toBeGreaterThan(100);
    open.open();
    expect((await handle.result()).totals.passed).toBe(1);
  });

  test('says nothing of its lease when that gave up without cancelling it', async () => {
    const world = rig.world(numbered(1));
    const open = gate();
    world.script = async () => {
      await orCancelled(open.opened);
      return passed;
    };
    const handle = await rig.start(world);
    await handle.signal(leaseLapsedSignal);
    open.open();
    expect(await handle.result()).not.toHaveProperty('leaseLapsed');
    expect(world.finished).toMatchObject([{ cancelled: false }]);
    expect(world.finished[0]).not.toHaveProperty('leaseLapsed');
  });
});

async function firstTimerMsOf(workflowId: string): Promise<number | undefined> {
  const { events } = await rig.client.workflow.getHandle(workflowId).fetchHistory();
  const timer = events?.find((event) => event.timerStartedEventAttributes)?.timerStartedEventAttributes;
  const { seconds, nanos } = timer?.startToFireTimeout ?? {};
  return timer === undefined ? undefined : Number(seconds ?? 0) * 1_000 + (nanos ?? 0) / 1e6;
}

/** Without a run above it there is nobody to cancel: it just ends. */
async function startLease(input: LeaseInput) {
  const { taskQueue } = rig;
  const lease = await rig.client.workflow.start<typeof leaseWorkflow>('leaseWorkflow', {
    workflowId: `lease-${randomUUID()}`,
    taskQueue,
    args: [input],
  });
  onTestFinished(async () => {
    await lease.terminate().catch(() => undefined);
  });
  return lease;
}

describe('a lease', () => {
  const leaseMs = 600_000;

  test('ends when it has just lapsed', async () => {
    const lease = await startLease({ leaseMs, renewedAtMs: Date.now() - leaseMs });
    await expect(lease.result()).resolves.toBeUndefined();
  });

  test('begins anew when its lapse is noticed late', async () => {
    const lease = await startLease({ leaseMs, renewedAtMs: Date.now() - leaseMs - 2 * LEASE_LATE_MS });
    await until('it to wait again', async () => (await lease.describe()).historyLength > 4);
    expect((await lease.describe()).status.name).toBe('RUNNING');
  });

  test('goes on in a fresh history after so many renewals', async () => {
    const renewedAtMs = Date.now();
    const lease = await startLease({ leaseMs, renewedAtMs });
    const newest = () => rig.client.workflow.getHandle(lease.workflowId).describe();
    const { runId } = await newest();
    for (let count = 0; count < LEASE_RENEWALS_PER_EXECUTION; count += SIGNALS_AT_ONCE) {
      await Promise.all(Array.from({ length: SIGNALS_AT_ONCE }, () => lease.signal(renewLeaseSignal)));
    }
    await until('the fresh history', async () => (await newest()).runId !== runId);
    await until('it to wait there', async () => (await newest()).historyLength > 4);
    expect((await newest()).status.name).toBe('RUNNING');
  });
});
