import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { Runtime } from '@temporalio/worker';
import { expect, inject, onTestFinished, test } from 'vitest';
import { measuredCluster } from '../../src/activities/measured-cluster.ts';
import { createMetrics } from '../../src/activities/metrics.ts';
import { loadCluster, managedSelector, metadataOf } from '../../src/kubernetes/index.ts';
import { runWorker } from '../../src/worker/index.ts';
import { kubeconfigVia, testCluster, testNamespace, testOwner } from '../support/cluster.ts';
import { createConfigMap, releaseConfigMap } from '../support/contents.ts';
import { gate } from '../support/gate.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const workflowsPath = fileURLToPath(new URL('../../src/workflows', import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The values of Prometheus' text form by name; labels are left out. */
async function scrape(address: string): Promise<ReadonlyMap<string, number>> {
  const answer = await fetch(`http://${address}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain');
  const samples = (await answer.text()).matchAll(/^([a-z_]+)(?:\{.*\})? (\S+)$/gm);
  return new Map(Array.from(samples, ([, name = '', value]) => [name, Number(value)]));
}

async function startWorker(address: string): Promise<{ readonly taskQueue: string }> {
  const taskQueue = `metrics-test-${randomUUID()}`;
  const stopping = new AbortController();
  const ready = gate();
  const ended = runWorker({
    taskQueue,
    workflowsPath,
    stop: stopping.signal,
    temporalFile: false,
    rootDir: await temporaryDirectory(),
    kubeconfigPath: inject('kubeconfigPath'),
    metrics: { address, required: true },
    env: { ...process.env, TEMPORAL_ADDRESS: inject('temporalAddress') },
    onReady: () => ready.open(),
  });
  onTestFinished(async () => {
    stopping.abort();
    await ended;
    const connection = await Connection.connect({ address: inject('temporalAddress') });
    await new Client({ connection }).schedule.getHandle(`janitor-of-${taskQueue}`).delete();
    await connection.close();
  });
  await Promise.race([ready.opened, ended]);
  return { taskQueue };
}

test('a worker serves what Temporal counts and what muster does, for a real scrape', async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const { taskQueue } = await startWorker(address);
  // The janitor's first sweep looks at all namespaces; until then nothing is claimed.
  const value = async (name: string) => (await scrape(address)).get(name);
  await expect.poll(() => value('muster_stuck_namespaces'), { timeout: 60_000 }).toBe(0);
  expect(await value('muster_draining_namespaces')).toBeGreaterThanOrEqual(0);
  expect([...(await scrape(address)).keys()].some((name) => name.startsWith('temporal_'))).toBe(true);

  const meter = Runtime.instance().metricMeter.withTags({ task_queue: taskQueue });
  const admin = testCluster();
  const measured = measuredCluster(admin, createMetrics(meter), { stuckAfterMs: 0 });
  const name = testNamespace(admin, 'held');
  const { uid } = await admin.createNamespace(name, metadataOf(testOwner(), Date.now() + 3_600_000));
  await createConfigMap(name, 'orders', ['muster.test/hold']);
  onTestFinished(() => releaseConfigMap(name, 'orders'));
  expect(await measured.deleteNamespace({ name, uid })).toBe('accepted');
  expect(await value('muster_namespace_deletions_total')).toBeGreaterThanOrEqual(1);

  await expect
    .poll(
      async () => {
        await measured.proveGone([{ name, uid }]);
        return await value('muster_stuck_namespaces');
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThanOrEqual(1);
  const patient = measuredCluster(admin, createMetrics(meter));
  await patient.listNamespaces({ labelSelector: managedSelector });
  await expect.poll(() => value('muster_draining_namespaces')).toBeGreaterThanOrEqual(1);
});

test('deletions are counted by what became of them', async () => {
  const counted: string[] = [];
  const gauge = { set: () => undefined };
  const deletions = {
    add: (value: number, tags: Readonly<Record<string, string>>) => counted.push(`${tags['answer']} ${value}`),
  };
  const metrics = { drainingNamespaces: gauge, stuckNamespaces: gauge, deletions };
  const admin = testCluster();
  const name = testNamespace(admin, 'counted');
  const { uid } = await admin.createNamespace(name, metadataOf(testOwner(), Date.now() + 3_600_000));
  const measured = measuredCluster(admin, metrics);
  await measured.deleteNamespace({ name, uid });
  await measured.deleteNamespace({ name, uid: randomUUID() });
  await expect(
    measured.deleteNamespace({ name: 'kube-system', uid: (await admin.getNamespace('kube-system'))?.uid ?? '' }),
  ).rejects.toMatchObject({ type: 'Cluster.Forbidden' });
  const proxy = await startTcpProxy(
    Number(new URL(loadCluster({ kubeconfigPath: inject('kubeconfigPath') }, {}).server).port),
  );
  proxy.refuse(true);
  const away = measuredCluster(testCluster(kubeconfigVia(proxy.port)), metrics);
  await expect(away.deleteNamespace({ name, uid })).rejects.toMatchObject({ type: 'Cluster.Unavailable' });
  expect(counted).toEqual(['accepted 1', 'gone 1', 'refused 1', 'failed 1']);
});
