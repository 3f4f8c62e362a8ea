import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localTaskQueueOf } from '../../src/local/local-task-queue.ts';

const here = { hostname: 'laptop', stateDir: '/home/a/.local/state/muster' };
const kind = { kubeconfigPath: '/home/a/.kube/config', context: 'kind-dev', server: 'https://127.0.0.1:6443' };

test('a queue says which cluster it serves', () => {
  expect(localTaskQueueOf({ ...here, cluster: kind })).toMatch(/^muster-[0-9a-f]{8}-kind-dev-[0-9a-f]{6}$/);
  expect(localTaskQueueOf({ ...here, cluster: 'embedded' })).toMatch(
    /^muster-[0-9a-f]{8}-muster-embedded-[0-9a-f]{6}$/,
  );
});

test('another machine, state directory, kubeconfig, context, server or Temporal has another queue', () => {
  const queues = [
    localTaskQueueOf({ ...here, cluster: kind }),
    localTaskQueueOf({ ...here, hostname: 'desktop', cluster: kind }),
    localTaskQueueOf({ ...here, stateDir: '/tmp/s', cluster: kind }),
    localTaskQueueOf({ ...here, cluster: { ...kind, context: 'kind-test' } }),
    localTaskQueueOf({ ...here, cluster: { ...kind, server: 'https://127.0.0.1:6444' } }),
    localTaskQueueOf({ ...here, cluster: { ...kind, kubeconfigPath: '/tmp/of-one-job' } }),
    localTaskQueueOf({ ...here, cluster: 'embedded' }),
    localTaskQueueOf({ ...here, cluster: kind, temporal: { address: 'team:7233', temporalNamespace: 'ci' } }),
    localTaskQueueOf({ ...here, cluster: kind, temporal: { address: 'team:7233', temporalNamespace: 'dev' } }),
    localTaskQueueOf({ ...here, cluster: kind, temporal: { address: 'other:7233', temporalNamespace: 'ci' } }),
  ];
  expect(new Set(queues).size).toBe(queues.length);
});

test('any context gives a short, plain name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.webUrl(), (context, server) => {
      expect(localTaskQueueOf({ ...here, cluster: { ...kind, context, server } })).toMatch(/^muster-[a-z0-9-]{10,70}$/);
    }),
  );
});
