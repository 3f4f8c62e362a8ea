import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import type { OwnerRegistry } from '../../../src/activities/sweep/orphan-judgement.ts';
import { sweepOrphans } from '../../../src/activities/sweep/sweep-orphans.ts';
import type { KubernetesClient } from '../../../src/kubernetes/index.ts';
import { metadataOf } from '../../../src/kubernetes/index.ts';
import { HOUR_MS, ORPHAN_GRACE_MS } from '../../../src/shared/limits.ts';
import { runTool } from '../../embedded/kubectl.ts';
import { until } from '../../support/gate.ts';
import { fakeActivity, testCluster, testNamespace, testOwner } from '../../support/cluster.ts';

/** Only this test's namespaces: others live on the same cluster and must not be swept by a clock of ours. */
function onlyOf(kubernetes: KubernetesClient, names: readonly string[]): KubernetesClient {
  return {
    ...kubernetes,
    listNamespaces: async (options) =>
      (await kubernetes.listNamespaces(options)).filter(({ name }) => names.includes(name)),
  };
}

type State = Awaited<ReturnType<OwnerRegistry['isOwnerOpen']>>;

async function setUp(afterMs: number) {
  const kubernetes = testCluster();
  const temporalNamespaceId = randomUUID();
  const asked: string[] = [];
  const names: string[] = [];
  async function create(workflowId: State, ofId = temporalNamespaceId, expiresAtMs = Date.now() + 24 * HOUR_MS) {
    const name = testNamespace(kubernetes, 'sweep');
    names.push(name);
    const owner = testOwner({ workflowId, temporalNamespaceId: ofId });
    const { uid } = await kubernetes.createNamespace(name, metadataOf(owner, expiresAtMs));
    return { name, uid };
  }
  const sweep = () =>
    sweepOrphans({
      kubernetes: onlyOf(kubernetes, names),
      activity: () => fakeActivity(),
      now: () => Date.now() + afterMs,
      temporalServer: {
        namespaceId: () => Promise.resolve(temporalNamespaceId),
        isOwnerOpen(workflowId) {
          asked.push(workflowId);
          return Promise.resolve(workflowId as State);
        },
      },
    })();
  return { kubernetes, create, sweep, asked, temporalNamespaceId };
}

test('past the grace, namespaces of closed and unknown owners go and those of open owners stay', async () => {
  const { kubernetes, create, sweep, asked } = await setUp(ORPHAN_GRACE_MS + HOUR_MS);
  const open = await create('open');
  const orphans = [await create('closed'), await create('unknown')];
  const result = await sweep();
  expect(result.examinedCount).toBe(3);
  expect(result.deleted).toHaveLength(2);
  expect(result.deleted).toEqual(expect.arrayContaining(orphans));
  expect(await kubernetes.getNamespace(open.name)).toMatchObject({ terminating: false });
  expect(asked.toSorted()).toEqual(['closed', 'open', 'unknown']);
  expect((await sweep()).deleted).toEqual([]);
});

test('within the grace nobody is even asked about', async () => {
  const { create, sweep, asked } = await setUp(0);
  await create('closed');
  expect(await sweep()).toMatchObject({ examinedCount: 1, deleted: [], refused: [] });
  expect(asked).toEqual([]);
});

test('namespaces of another installation go only past their hard expiry', async () => {
  const { kubernetes, create, sweep, asked } = await setUp(ORPHAN_GRACE_MS + HOUR_MS);
  const live = await create('closed', randomUUID());
  // By this sweep's clock: other tests' janitors on the same cluster must leave it alone.
  const expired = await create('open', randomUUID(), Date.now() + HOUR_MS);
  expect((await sweep()).deleted).toEqual([expired]);
  expect(await kubernetes.getNamespace(live.name)).toMatchObject({ terminating: false });
  expect(asked).toEqual([]);
});

test('a namespace that is kept while the sweep asks about its owner stays, and is not refused', async () => {
  const { kubernetes, create, temporalNamespaceId } = await setUp(0);
  const kept = await create('closed');
  const orphan = await create('unknown');
  const untilMs = Date.now() + 9 * HOUR_MS;
  const sweep = sweepOrphans({
    kubernetes: onlyOf(kubernetes, [kept.name, orphan.name]),
    activity: () => fakeActivity(),
    now: () => Date.now() + ORPHAN_GRACE_MS + HOUR_MS,
    temporalServer: {
      namespaceId: () => Promise.resolve(temporalNamespaceId),
      async isOwnerOpen(workflowId) {
        if (workflowId === 'closed') await kubernetes.keepNamespace(kept, untilMs);
        return workflowId as State;
      },
    },
  });
  expect(await sweep()).toMatchObject({ deleted: [orphan], refused: [] });
  expect(await kubernetes.getNamespace(kept.name)).toMatchObject({ terminating: false });
  expect(await sweep()).toMatchObject({ deleted: [], refused: [], keptCount: 1 });
});

test('when Temporal cannot be asked nothing is deleted', async () => {
  const { kubernetes, create } = await setUp(0);
  const there = await create('closed');
  const temporalServer: OwnerRegistry = {
    namespaceId: () => Promise.resolve('x'),
    isOwnerOpen: () => Promise.reject(new Error('away')),
  };
  const cutOff = { ...temporalServer, namespaceId: () => Promise.reject(new Error('away')) };
  const dependencies = { kubernetes: onlyOf(kubernetes, [there.name]), activity: () => fakeActivity() };
  await expect(sweepOrphans({ ...dependencies, temporalServer: cutOff })()).rejects.toThrow('away');
  expect(await kubernetes.getNamespace(there.name)).toMatchObject({ terminating: false });
});

test('a namespace that cannot end is stuck, with what the server says of it', async () => {
  const { kubernetes, create, sweep } = await setUp(HOUR_MS);
  const { name, uid } = await create('open');
  const holder = { name: 'holder', finalizers: ['muster.test/never'] };
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: holder });
  await runTool('kubectl', ['create', '-n', name, '-f', '-'], { input });
  onTestFinished(async () => {
    const patch = JSON.stringify({ metadata: { finalizers: null } });
    await runTool('kubectl', ['patch', 'configmap', 'holder', '-n', name, '--type=merge', '-p', patch]);
  });
  await kubernetes.deleteNamespace({ name, uid });
  await until('the server to say what holds it', async () =>
    ((await kubernetes.getNamespace(name))?.conditions ?? []).some(({ type }) => type.includes('Finalizers')),
  );
  const { stuck } = await sweep();
  expect(stuck).toMatchObject([{ name, uid, reason: 'Namespace.Stuck' }]);
  expect(JSON.stringify(stuck?.[0]?.conditions)).toContain('muster.test/never');
});
