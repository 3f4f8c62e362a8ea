import { join } from 'node:path';
import { execa } from 'execa';
import { expect, inject, onTestFinished, test } from 'vitest';
import { componentsOf, resolveBinaries, startControlPlane } from '../../src/embedded/index.ts';
import { metadataOf } from '../../src/kubernetes/index.ts';
import { registerSilentApi } from '../support/blockers.ts';
import { temporaryDir, testCluster, testOwner } from '../support/cluster.ts';
import { kubeconfigOfAccount } from '../support/service-account.ts';

/** A control plane of its own: a silent API keeps every namespace of its cluster from ending. */
async function startOwnCluster(): Promise<string> {
  const dir = temporaryDir();
  const binaries = await resolveBinaries(componentsOf('api'), { env: process.env, cacheDir: inject('cacheDir') });
  const place = { dataDir: join(dir, 'data'), logDir: join(dir, 'logs') };
  const plane = await startControlPlane({ profile: 'api', binaries, ...place, env: process.env });
  onTestFinished(() => plane.stop());
  return plane.kubeconfigPath;
}

test('an API service that does not answer holds every namespace and is named, also without the right to read it', async () => {
  const kubeconfigPath = await startOwnCluster();
  const { name: apiService } = await registerSilentApi(kubeconfigPath);
  const kubernetes = testCluster(kubeconfigPath);
  const name = 'muster-held';
  const { uid } = await kubernetes.createNamespace(name, metadataOf(testOwner(), Date.now() + 3_600_000));
  await kubernetes.deleteNamespace({ name, uid });

  const said = async () => (await kubernetes.getNamespace(name))?.conditions.map(({ type }) => type);
  await expect.poll(said, { timeout: 60_000 }).toContain('NamespaceDeletionDiscoveryFailure');
  const blockers = async () => (await kubernetes.diagnose([name])).get(name);
  await expect.poll(blockers, { timeout: 60_000 }).toEqual([
    {
      kind: 'api-service',
      name: apiService,
      reason: expect.stringMatching(/./) as unknown,
      message: expect.stringContaining('silent') as unknown,
    },
  ]);

  const dir = temporaryDir();
  const kubectl = ['--kubeconfig', kubeconfigPath, '-n', 'default'];
  await execa(join(inject('toolsDir'), 'kubectl'), [...kubectl, 'create', 'serviceaccount', 'nobody']);
  const restricted = testCluster(await kubeconfigOfAccount('default', 'nobody', dir, kubeconfigPath));
  expect((await restricted.diagnose([name])).get(name)).toEqual([
    { kind: 'api-service', name: apiService, reason: '', message: '' },
  ]);
});
