import { describe, expect, test } from 'vitest';
import { createNamespace } from '../../src/activities/namespaces/create-namespace.ts';
import { together } from '../../src/activities/together.ts';
import type { KubernetesClient } from '../../src/kubernetes/index.ts';
import { fakeActivity, testOwner } from '../support/cluster.ts';
import { gate } from '../support/gate.ts';

/** Goes on until it is told to stop; `end` is what it does then. */
const untilAborted = async (signal: AbortSignal, end: () => Promise<void> = () => Promise.resolve()) => {
  const aborted = gate();
  signal.addEventListener('abort', () => aborted.open(), { once: true });
  if (!signal.aborted) await aborted.opened;
  await end();
  throw signal.reason;
};

describe('parts that run at once', () => {
  test('one that fails stops the others, which are awaited; its error is thrown', async () => {
    const [stopped, mayEnd] = [gate(), gate()];
    const failure = new Error('the first');
    let settled = false;
    const all = together(new AbortController().signal, [
      (signal) =>
        untilAborted(signal, async () => {
          stopped.open();
          await mayEnd.opened;
        }),
      () => Promise.reject(failure),
      () => Promise.resolve(),
    ]).finally(() => (settled = true));
    const thrown = all.catch((error: unknown) => error);
    await stopped.opened;
    await new Promise(setImmediate);
    expect(settled).toBe(false);
    mayEnd.open();
    expect(await thrown).toBe(failure);
  });

  test('a cancellation ends them with its own reason', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const all = together(controller.signal, [(signal) => untilAborted(signal), (signal) => untilAborted(signal)]);
    controller.abort(reason);
    await expect(all).rejects.toBe(reason);
  });

  test('nothing is thrown when all succeed', async () => {
    await expect(together(new AbortController().signal, [() => Promise.resolve(1)])).resolves.toBeUndefined();
  });
});

test('a namespace whose rights cannot be granted is not waited for or filled any longer beside the next try', async () => {
  const failure = new Error('forbidden');
  let wasStopped = false;
  const kubernetes = {
    createNamespace: (name: string) => Promise.resolve({ name, uid: 'uid' }),
    namespaceReady: async (_name: string, { signal }: { readonly signal: AbortSignal }) => {
      await untilAborted(signal, () => Promise.resolve(void (wasStopped = true)));
    },
    scenarioAccess: { grant: () => Promise.reject(failure) },
  } as unknown as KubernetesClient;
  const create = createNamespace({ kubernetes, activity: fakeActivity });
  const input = { name: 'muster-a-1', owner: testOwner(), expiresAtMs: 0, access: 'namespace' as const };
  await expect(create(input)).rejects.toBe(failure);
  expect(wasStopped).toBe(true);
});
