import { expect, test } from 'vitest';
import type { OwnerRegistry } from '../../../src/activities/sweep/orphan-judgement.ts';
import { sweepExpired } from '../../../src/activities/sweep/sweep-expired.ts';
import type { KubernetesClient } from '../../../src/kubernetes/index.ts';
import { FailureType } from '../../../src/shared/failure-types.ts';
import { HOUR_MS } from '../../../src/shared/limits.ts';
import { Mark } from '../../../src/shared/namespace.ts';
import { fakeNamespaces, kubernetesError, recordOf } from '../../support/fake-namespaces.ts';

const never = new AbortController().signal;
/** Owners are open when their workflow's id says so; the records of the fake are `ours`. */
const registry = (id: string): OwnerRegistry => ({
  namespaceId: () => Promise.resolve(id),
  isOwnerOpen: (workflowId) => Promise.resolve(workflowId.startsWith('open') ? 'open' : 'closed'),
});
const theirs = registry('another');

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
  await sweepExpired(cluster.kubernetes, theirs, never);
  expect(cluster.asked).toEqual(['expired']);
  expect(cluster.listCount).toBe(1);
});

test('what is of our own installation goes only when its owner has ended: a run may have waited for days', async () => {
  const expiresAtMs = Date.now() - 1_000;
  const cluster = fakeNamespaces(['open', 'closed'].map((name) => recordOf(name, { expiresAtMs })));
  await sweepExpired(cluster.kubernetes, registry('ours'), never);
  expect(cluster.asked).toEqual(['closed']);
});

test('a cluster that refuses costs the run nothing', async () => {
  const cluster = fakeNamespaces(['a', 'b'].map((name) => recordOf(name, { expiresAtMs: 0 })));
  cluster.refuse = () => kubernetesError(FailureType.ClusterUnavailable);
  await expect(sweepExpired(cluster.kubernetes, theirs, never)).resolves.toBeUndefined();
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
  const swept = sweepExpired(kubernetes, theirs, activity.signal, { timeoutMs });
  if (timeoutMs > 1_000) activity.abort();
  await expect(swept).resolves.toBeUndefined();
});
