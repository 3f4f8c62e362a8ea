import { randomUUID } from 'node:crypto';
import type { WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { awaitNamespacesGone } from '../../src/activities/namespaces/await-namespaces-gone.ts';
import { sweepExpired } from '../../src/activities/sweep/sweep-expired.ts';
import { deleteOwned } from '../../src/client/cleanup/clean-up.ts';
import { findOwned } from '../../src/client/cleanup/find-owned.ts';
import { metadataOf } from '../../src/kubernetes/index.ts';
import type { KubernetesClient, NamespaceRecord } from '../../src/kubernetes/index.ts';
import { HOUR_MS, MINUTE_MS, NAMESPACE_EXPIRY_MARGIN_MS, ORPHAN_GRACE_MS } from '../../src/shared/limits.ts';
import type { NamespaceOwner } from '../../src/shared/namespace.ts';
import { fakeActivity, testOwner } from '../support/cluster.ts';
import { until } from '../support/gate.ts';
import { startOwnServers, type OwnServers } from '../support/own-servers.ts';
import { startInstallation, type LiveRun, type RealInstallation } from '../support/real-installation.ts';

/** Real workflows and workers on a cluster that no other test uses: here the janitor's clock is set ahead. */
let servers: OwnServers;
let installation: RealInstallation;
let kubernetes: KubernetesClient;

beforeAll(async () => {
  servers = await startOwnServers();
  installation = await startInstallation(inject('temporalAddress'), servers.kubeconfigPath);
  ({ kubernetes } = installation);
});
afterAll(async () => {
  await installation?.[Symbol.asyncDispose]();
  await servers?.[Symbol.asyncDispose]();
});

const statusOf = async ({ client }: RealInstallation, workflowId: string) =>
  (await client.workflow.getHandle(workflowId).describe()).status.name;

async function expectAllGone(run: LiveRun, sinceMs: number, what: string): Promise<void> {
  await until('its namespaces to go', async () => (await run.namespaces()).length === 0);
  console.info(`${what}: namespaces gone after ${((Date.now() - sinceMs) / 1000).toFixed(1)} s`);
}

describe('who deletes when', () => {
  test('the run is terminated: each of its scenarios, which Temporal cancels', async () => {
    const run = await installation.startLiveRun(3);
    const sinceMs = Date.now();
    await run.handle.terminate();
    await expectAllGone(run, sinceMs, 'run terminated');
    for (const id of run.scenarioIds) {
      await until('the scenario to close', async () => (await statusOf(installation, id)) === 'CANCELLED');
    }
  });

  test('a scenario is terminated: its run, which also knows that it has no outcome', async () => {
    const run = await installation.startLiveRun(2);
    const sinceMs = Date.now();
    await installation.client.workflow.getHandle(run.scenarioIds[0] ?? '').terminate();
    await until('its namespace to go', async () => (await run.namespaces()).length === 1);
    console.info(`scenario terminated: namespace gone after ${((Date.now() - sinceMs) / 1000).toFixed(1)} s`);
    run.open();
    const failure = await run.handle.result().catch((error: unknown) => error);
    expect((failure as WorkflowFailedError).cause).toMatchObject({
      type: 'Run.ScenariosFailed',
      details: [{ totals: { passed: 1, errored: 1 }, namespacesLeft: 0 }],
    });
    expect(await run.namespaces()).toEqual([]);
  });

  const terminateAll = async (run: LiveRun) => {
    const { workflow } = installation.client;
    await run.handle.terminate();
    for (const id of run.scenarioIds) await workflow.getHandle(id).terminate();
  };
  const deleteAll = async (run: LiveRun) => {
    for (const workflowId of [run.handle.workflowId, ...run.scenarioIds]) {
      const { workflowService } = installation.client;
      await workflowService.deleteWorkflowExecution({ namespace: 'default', workflowExecution: { workflowId } });
      await until('the execution to be gone', () =>
        statusOf(installation, workflowId).then(
          () => false,
          () => true,
        ),
      );
    }
  };

  test.each([
    ['run and scenarios are terminated at once', terminateAll],
    ['the executions are deleted', deleteAll],
  ])('%s: the janitor, at its first sweep after the grace', async (what, end) => {
    const run = await installation.startLiveRun(2);
    const before = await run.namespaces();
    // No workflow may notice one end before the next: that is what "at once" means.
    await installation.stopWorkflows();
    await end(run);
    await installation.resumeWorkflows();
    expect((await installation.sweep(0)).deleted, 'within the grace').toEqual([]);
    expect(await run.namespaces()).toHaveLength(2);
    const sinceMs = Date.now();
    const { deleted } = await installation.sweep(ORPHAN_GRACE_MS);
    expect(deleted.map(({ uid }) => uid).toSorted()).toEqual(before.map(({ uid }) => uid).toSorted());
    await expectAllGone(run, sinceMs, `${what}, from the start of the sweep`);
  });
});

describe('a history limit is reached, and the server terminates', () => {
  const HISTORY_EVENTS_MAX = 150;
  let small: RealInstallation;
  beforeAll(async () => {
    const dynamicConfig = { 'limit.historyCount.error': HISTORY_EVENTS_MAX };
    const { address } = await servers.temporal('small', { dynamicConfig });
    small = await startInstallation(address, servers.kubeconfigPath);
  });
  afterAll(async () => {
    await small?.[Symbol.asyncDispose]();
  });

  async function fill(workflowId: string): Promise<void> {
    const handle = small.client.workflow.getHandle(workflowId);
    await until('the server to terminate it', async () => {
      await handle.signal('noise').catch(() => undefined);
      return (await statusOf(small, workflowId)) === 'TERMINATED';
    });
  }

  test('the run: each of its scenarios deletes its own', async () => {
    const run = await small.startLiveRun(2);
    await fill(run.handle.workflowId);
    await expectAllGone(run, Date.now(), 'history limit of the run');
    for (const id of run.scenarioIds) {
      await until('the scenario to close', async () => (await statusOf(small, id)) === 'CANCELLED');
    }
  });

  test('a scenario: its run', async () => {
    const run = await small.startLiveRun(1);
    await fill(run.scenarioIds[0] ?? '');
    await expectAllGone(run, Date.now(), 'history limit of a scenario');
    const failure = await run.handle.result().catch((error: unknown) => error);
    expect((failure as WorkflowFailedError).cause).toMatchObject({ details: [{ totals: { errored: 1 } }] });
  });
});

describe('nobody of the installation is left', () => {
  /** As an attempt with the default time limit is marked. */
  const expiryMs = () => Date.now() + HOUR_MS + NAMESPACE_EXPIRY_MARGIN_MS;
  const PAST_EXPIRY_MS = HOUR_MS + NAMESPACE_EXPIRY_MARGIN_MS + 1_000;

  async function leftBy(temporalNamespaceId: string, change: Partial<NamespaceOwner> = {}) {
    const owner = testOwner({ temporalNamespaceId, ...change });
    const name = `muster-left-${randomUUID().slice(0, 8)}`;
    await kubernetes.createNamespace(name, metadataOf(owner, expiryMs()));
    return { name, runName: owner.runName };
  }
  const isLive = async (name: string) => (await kubernetes.getNamespace(name))?.terminating === false;

  test('a wiped database is another installation: its janitor leaves the old namespaces alone until their expiry', async () => {
    const first = await servers.temporal('wiped');
    const before = await startInstallation(first.address, servers.kubeconfigPath);
    const workflowId = 'open-until-wiped';
    const { firstExecutionRunId: firstRunId } = await before.client.workflow.start('nobodyRunsThis', {
      workflowId,
      taskQueue: workflowId,
    });
    const { name } = await leftBy(before.temporalNamespaceId, { workflowId, firstRunId });
    expect((await before.sweep(ORPHAN_GRACE_MS)).deleted).toEqual([]);
    await before[Symbol.asyncDispose]();
    await first.stop();
    const second = await servers.temporal('wiped', { wipe: true });
    const after = await startInstallation(second.address, servers.kubeconfigPath);
    try {
      expect(after.temporalNamespaceId).not.toBe(before.temporalNamespaceId);
      expect((await after.sweep(HOUR_MS)).deleted).toEqual([]);
      expect(await isLive(name)).toBe(true);
      const { deleted } = await after.sweep(PAST_EXPIRY_MS);
      expect(deleted.map((each) => each.name)).toEqual([name]);
    } finally {
      await after[Symbol.asyncDispose]();
    }
  });

  const never = new AbortController().signal;
  const soon = { olderThanMs: 0, onlyExpired: true };
  const strangers = {
    namespaceId: () => Promise.resolve(randomUUID()),
    isOwnerOpen: () => Promise.reject(new Error("another installation's owners cannot be asked about")),
  };
  test.each<[string, (nowMs: number) => Promise<unknown>]>([
    ['the next run of anybody', (nowMs) => sweepExpired(kubernetes, strangers, never, { nowMs })],
    ["anybody's janitor", (nowMs) => installation.sweep(nowMs - Date.now())],
    [
      '`muster cleanup --expired`, which the CronJob calls,',
      async (nowMs) => await deleteOwned(kubernetes, await findOwned(kubernetes, soon, nowMs)),
    ],
  ])('a destroyed host: %s deletes past the hard expiry, and not before', async (_who, sweepAt) => {
    const { name } = await leftBy(randomUUID());
    await sweepAt(expiryMs() - HOUR_MS);
    expect(await isLive(name)).toBe(true);
    await sweepAt(Date.now() + PAST_EXPIRY_MS);
    expect(await isLive(name)).toBe(false);
  });

  test('a destroyed host: `muster cleanup` deletes at once, because somebody said so', async () => {
    const { name, runName } = await leftBy(randomUUID());
    const owned = await findOwned(kubernetes, { runName, olderThanMs: 0 }, Date.now());
    expect(owned).toMatchObject([{ record: { name }, state: 'active' }]);
    const { gone } = await deleteOwned(kubernetes, owned);
    expect(gone.map(({ record }) => record.name)).toEqual([name]);
  });
});

test('100 orphans: one sweep finds and deletes them all, with two requests each and one LIST', async () => {
  const { client, temporalNamespaceId } = installation;
  const refs: NamespaceRecord[] = [];
  for (let index = 0; index < 100; index += 1) {
    const workflowId = `closed-${randomUUID()}`;
    const handle = await client.workflow.start('nobodyRunsThis', { workflowId, taskQueue: workflowId });
    await handle.terminate();
    const owner = testOwner({ temporalNamespaceId, workflowId, firstRunId: handle.firstExecutionRunId });
    const metadata = metadataOf(owner, Date.now() + HOUR_MS);
    refs.push(await kubernetes.createNamespace(`muster-hundred-${index}-${randomUUID().slice(0, 8)}`, metadata));
  }
  const callsBefore = kubernetes.apiCallCount();
  const startMs = Date.now();
  const { deleted, refused } = await installation.sweep(ORPHAN_GRACE_MS);
  const acceptedMs = Date.now() - startMs;
  const calls = kubernetes.apiCallCount() - callsBefore;
  expect(deleted.map(({ uid }) => uid).toSorted()).toEqual(refs.map(({ uid }) => uid).toSorted());
  expect(refused).toEqual([]);
  expect(calls).toBeLessThanOrEqual(1 + 2 * refs.length);
  const awaitGone = awaitNamespacesGone({ kubernetes, activity: () => fakeActivity() });
  const cluster = await kubernetes.identity();
  let left: readonly NamespaceRecord[] = refs;
  while (left.length > 0) {
    const { gone } = await awaitGone({ namespaces: left, cluster, turnMs: MINUTE_MS });
    left = left.filter(({ name }) => !gone.includes(name));
  }
  const goneMs = Date.now() - startMs;
  console.info(
    `100 orphans: deletions accepted after ${acceptedMs} ms, proved gone after ${goneMs} ms, ${calls} API calls`,
  );
}, 300_000);
