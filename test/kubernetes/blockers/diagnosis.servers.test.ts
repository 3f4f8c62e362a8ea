import { execa } from 'execa';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { openConnection } from '../../../src/kubernetes/requests/connection.ts';
import { credentialsOf } from '../../../src/kubernetes/configuration/credentials.ts';
import { diagnoseNamespaces } from '../../../src/kubernetes/blockers/diagnosis.ts';
import type { KubernetesClient } from '../../../src/kubernetes/index.ts';
import { loadCluster, metadataOf } from '../../../src/kubernetes/index.ts';
import { DIAGNOSED_NAMESPACES_MAX, DIAGNOSED_OBJECTS_MAX } from '../../../src/shared/limits.ts';
import type { NamespaceRef } from '../../../src/shared/namespace.ts';
import { refuseDeletions } from '../../support/blockers.ts';
import { temporaryDir, testCluster, testNamespace, testOwner } from '../../support/cluster.ts';
import { createConfigMap, createPod, releaseConfigMap, releasePod } from '../../support/contents.ts';
import { kubeconfigOfAccount } from '../../support/service-account.ts';

async function createOne(kubernetes: KubernetesClient): Promise<Required<NamespaceRef>> {
  const name = testNamespace(kubernetes, 'held');
  const { uid } = await kubernetes.createNamespace(name, metadataOf(testOwner(), Date.now() + 3_600_000));
  return { name, uid };
}

/** The namespace controller has tried: from then on what is left holds the namespace. */
async function untilTold(kubernetes: KubernetesClient, name: string): Promise<readonly string[]> {
  const types = async () => (await kubernetes.getNamespace(name))?.conditions.map(({ type }) => type) ?? [];
  await expect.poll(types, { timeout: 60_000 }).not.toEqual([]);
  return await types();
}

async function heldByConfigMaps(kubernetes: KubernetesClient, names: readonly string[]) {
  const namespace = await createOne(kubernetes);
  for (const name of names) await createConfigMap(namespace.name, name, ['muster.test/hold']);
  onTestFinished(async () => {
    for (const name of names) await releaseConfigMap(namespace.name, name);
  });
  await kubernetes.deleteNamespace(namespace);
  await untilTold(kubernetes, namespace.name);
  return namespace.name;
}

describe('what holds a namespace', () => {
  test('is the object with a finalizer, and nothing else', async () => {
    const kubernetes = testCluster();
    const name = await heldByConfigMaps(kubernetes, ['orders']);
    expect((await kubernetes.diagnose([name])).get(name)).toEqual([
      { kind: 'object', resource: 'configmaps', name: 'orders', finalizers: ['muster.test/hold'] },
    ]);
  });

  test('is the object whose deletion a fail-closed webhook refuses; the condition names the webhook', async () => {
    const kubernetes = testCluster();
    const namespace = await createOne(kubernetes);
    await createConfigMap(namespace.name, 'orders', []);
    const webhook = await refuseDeletions(namespace.name);
    await kubernetes.deleteNamespace(namespace);
    expect(await untilTold(kubernetes, namespace.name)).toContain('NamespaceDeletionContentFailure');
    const said = (await kubernetes.getNamespace(namespace.name))?.conditions.map(({ message }) => message).join('\n');
    expect(said).toContain('refuse.muster.test');
    const blockers = (await kubernetes.diagnose([namespace.name])).get(namespace.name);
    expect(blockers).toContainEqual({ kind: 'object', resource: 'configmaps', name: 'orders', finalizers: [] });
    expect(blockers?.every((blocker) => blocker.kind === 'object' && blocker.resource === 'configmaps')).toBe(true);
    await webhook.release();
  });

  test('is the pod, and not what waits for the pods', async () => {
    const kubernetes = testCluster();
    const namespace = await createOne(kubernetes);
    await createConfigMap(namespace.name, 'orders', []);
    await createPod(namespace.name, 'web-0', ['muster.test/hold']);
    onTestFinished(() => releasePod(namespace.name, 'web-0'));
    await kubernetes.deleteNamespace(namespace);
    await kubernetes.deletePods(namespace.name);
    // Of pods the namespace controller says nothing, so there is nothing else to wait for.
    await expect
      .poll(async () => (await kubernetes.diagnose([namespace.name])).get(namespace.name), { timeout: 60_000 })
      .toEqual([{ kind: 'object', resource: 'pods', name: 'web-0', finalizers: ['muster.test/hold'] }]);
  });

  test('is nothing in a namespace that is gone', async () => {
    const kubernetes = testCluster();
    expect((await kubernetes.diagnose(['muster-never-there'])).get('muster-never-there')).toEqual([]);
  });
});

describe('a diagnosis', () => {
  test('is bounded in objects and namespaces', async () => {
    const kubernetes = testCluster();
    const many = Array.from({ length: DIAGNOSED_OBJECTS_MAX + 2 }, (_, index) => `held-${index}`);
    const name = await heldByConfigMaps(kubernetes, many);
    const others = Array.from({ length: 2 * DIAGNOSED_NAMESPACES_MAX }, (_, index) => `muster-none-${index}`);
    const found = await kubernetes.diagnose([name, ...others]);
    expect(found.get(name)).toHaveLength(DIAGNOSED_OBJECTS_MAX);
    expect(found.size).toBe(DIAGNOSED_NAMESPACES_MAX);
  });

  test('that runs out of time is no failure, and says nothing of what it has not seen', async () => {
    const cluster = loadCluster({ kubeconfigPath: inject('kubeconfigPath') }, {});
    const connection = openConnection(cluster.server, credentialsOf(cluster));
    onTestFinished(() => connection.close());
    expect((await diagnoseNamespaces(connection, ['default'], undefined, 0)).size).toBe(0);
  });

  test('whose caller gives up ends with the reason of that', async () => {
    const reason = new Error('cancelled');
    await expect(testCluster().diagnose(['default'], AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test('without the right to look at objects claims nothing', async () => {
    const kubernetes = testCluster();
    const name = await heldByConfigMaps(kubernetes, ['orders']);
    const account = await createOne(kubernetes);
    const kubectl = join(inject('toolsDir'), 'kubectl');
    const place = ['--kubeconfig', inject('kubeconfigPath'), '-n', account.name];
    await execa(kubectl, [...place, 'create', 'serviceaccount', 'nobody']);
    const restricted = testCluster(await kubeconfigOfAccount(account.name, 'nobody', temporaryDir()));
    expect((await restricted.diagnose([name])).has(name)).toBe(false);
  });
});
