import { expect, test } from 'vitest';
import { sweepExpired } from '../../src/activities/sweep-expired.ts';
import type { KubernetesClient } from '../../src/kubernetes/index.ts';
import { FailureType } from '../../src/shared/failure-types.ts';
import { HOUR_MS } from '../../src/shared/limits.ts';
import { Mark } from '../../src/shared/namespace.ts';
import { fakeNamespaces, kubernetesError, recordOf } from '../support/fake-namespaces.ts';

const never = new AbortController().signal;

test('asks for what is past its hard expiry, whoever made it, and for nothing else', async () => {
  const expiresAtMs = Date.now() - 1_000;
  const expired = recordOf('expired', { expiresAtMs });
  const keepUntil = { [Mark.keepUntilAnnotation]: new Date(Date.now() + HOUR_MS).toISOString() };
  const cluster = fakeNamespaces([
    expired,
    recordOf('live'),
    recordOf('kept', { annotations: { ...expired.annotations, ...keepUntil } }),
    recordOf('going', { expiresAtMs, terminating: true }),
    recordOf('foreign', { annotations: { [Mark.expiresAtAnnotation]: new Date(expiresAtMs).toISOString() } }),
  ]);
  await sweepExpired(cluster.kubernetes, never);
  expect(cluster.asked).toEqual(['expired']);
  expect(cluster.listCount).toBe(1);
});

test('a cluster that refuses costs the run nothing', async () => {
  const cluster = fakeNamespaces(['a', 'b'].map((name) => recordOf(name, { expiresAtMs: 0 })));
  cluster.refuse = () => kubernetesError(FailureType.ClusterUnavailable);
  await expect(sweepExpired(cluster.kubernetes, never)).resolves.toBeUndefined();
  expect(cluster.asked).toEqual(['a', 'b']);
});

test.each([
  ['its own time', 20, new AbortController()],
  ['the activity that is given up', 60_000, new AbortController()],
])('a cluster that hangs is waited for no longer than %s', async (_what, timeoutMs, activity) => {
  const kubernetes = {
    listNamespaces: ({ signal }: { signal: AbortSignal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up')))),
  } as unknown as KubernetesClient;
  const swept = sweepExpired(kubernetes, activity.signal, { timeoutMs });
  if (timeoutMs > 1_000) activity.abort();
  await expect(swept).resolves.toBeUndefined();
});
