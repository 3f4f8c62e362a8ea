import { setMaxListeners } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { awaitNamespacesGone } from '../../src/activities/namespaces/await-namespaces-gone.ts';
import { createNamespace } from '../../src/activities/namespaces/create-namespace.ts';
import { connectCluster, KubernetesError, loadCluster, pause } from '../../src/kubernetes/index.ts';
import { fakeActivity, temporaryDir, testOwner } from '../support/cluster.ts';

const WATCHED_MS = 6_000;

/** Nobody listens on it any more. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function clientOf(port: number) {
  const path = join(temporaryDir(), 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'dead',
    clusters: [{ name: 'c', cluster: { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user: { token: 't' } }],
    contexts: [{ name: 'dead', context: { cluster: 'c', user: 'u' } }],
  };
  writeFileSync(path, JSON.stringify(config));
  const kubernetes = connectCluster(loadCluster({ kubeconfigPath: path }, {}));
  onTestFinished(() => kubernetes.close());
  return kubernetes;
}

test('requests, the watch and waits together try an API server that is away a few times in all', async () => {
  const kubernetes = clientOf(await closedPort());
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  const activity = () => ({ ...fakeActivity(), signal: ending.signal });
  const dependencies = { kubernetes, activity };
  /** Asks again at once, as no retry policy would. */
  const insist = async (ask: () => Promise<unknown>) => {
    while (!ending.signal.aborted) {
      await ask().catch((error: unknown) => {
        if (!ending.signal.aborted) expect(error).toBeInstanceOf(KubernetesError);
      });
      await pause(1);
    }
  };
  const cluster = { uid: 'u', server: '', context: '' };
  const namespaces = [{ name: 'a', uid: 'u' }];
  const users = [
    ...Array.from({ length: 20 }, () =>
      insist(() => createNamespace(dependencies)({ name: 'a', owner: testOwner(), expiresAtMs: 0 })),
    ),
    ...Array.from({ length: 5 }, () =>
      insist(() => kubernetes.deleteNamespace({ name: 'a', uid: 'u' }, ending.signal)),
    ),
    insist(() => kubernetes.podsGone('a', { timeoutMs: 1_000, signal: ending.signal })),
    insist(() => awaitNamespacesGone(dependencies)({ namespaces, cluster, turnMs: 2_000 })),
  ];
  await pause(WATCHED_MS);
  const counted = kubernetes.apiCallCount();
  ending.abort(new Error('the test ends'));
  await Promise.all(users);
  // What was on its way at the beginning, then after 0.1, 0.3, 0.7 and 1.5 s and every 2 s.
  expect(counted).toBeLessThanOrEqual(users.length + 8);
  expect(counted).toBeGreaterThan(3);
});
