import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { collectDiagnostics } from '../../../src/activities/namespaces/collect-diagnostics.ts';
import type { KubernetesClient } from '../../../src/kubernetes/index.ts';
import { metadataOf } from '../../../src/kubernetes/index.ts';
import { readDiagnostics, resultsLayout } from '../../../src/results/index.ts';
import { HOUR_MS } from '../../../src/shared/limits.ts';
import { fakeActivity, temporaryDir, testCluster, testNamespace, testOwner } from '../../support/cluster.ts';
import { fillAsFailed } from '../../support/failing-namespace.ts';
import { settingsOf } from '../../support/reports.ts';
import { kubeconfigOfAccount } from '../../support/service-account.ts';

async function createOne(kubernetes: KubernetesClient): Promise<string> {
  const name = testNamespace(kubernetes, 'diagnosed');
  await kubernetes.createNamespace(name, metadataOf(testOwner(), Date.now() + HOUR_MS));
  expect(await kubernetes.namespaceReady(name, { timeoutMs: 20_000 })).toBe(true);
  return name;
}

async function collectedFrom(kubernetes: KubernetesClient, namespace: string) {
  const resultsDir = temporaryDir();
  const collect = collectDiagnostics({ kubernetes, activity: () => fakeActivity(), env: {}, warn: () => undefined });
  const scenario = { path: 'a.sh', resultName: 'a' };
  const before = kubernetes.apiCallCount();
  const startedAtMs = performance.now();
  const answer = await collect({ settings: settingsOf({ resultsDir }), scenario, attempt: 1, namespace });
  return {
    answer,
    ms: performance.now() - startedAtMs,
    callCount: kubernetes.apiCallCount() - before,
    found: await readDiagnostics(resultsDir, 'a', 1),
    fileBytes: (await stat(resultsLayout(resultsDir).diagnosticsOf('a', 1))).size,
  };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

test('a failure is told by what its namespace holds, for a dozen API calls at most', async () => {
  const kubernetes = testCluster();
  const namespace = await createOne(kubernetes);
  await fillAsFailed(namespace);
  // The Deployment's pod and its status are the controllers' work.
  await expect
    .poll(async () => (await collectedFrom(kubernetes, namespace)).found?.pods.length, { timeout: 30_000 })
    .toBe(2);
  const rounds = [];
  for (let round = 0; round < 9; round += 1) rounds.push(await collectedFrom(kubernetes, namespace));
  const [{ answer, found, callCount, fileBytes } = await collectedFrom(kubernetes, namespace)] = rounds;
  console.info(
    `diagnostics: ${callCount} API calls, median ${median(rounds.map(({ ms }) => ms)).toFixed(0)} ms, ${fileBytes} bytes`,
  );
  expect(answer).toEqual({ diagnosis: 'pod web-0: container app OOMKilled (exit 137), 3 restarts' });
  expect(callCount).toBeLessThanOrEqual(12);
  expect(found?.pods.map(({ name }) => name)[0]).toBe('web-0');
  expect(found?.workloads).toMatchObject([{ kind: 'Deployment', name: 'web', state: '0/1 ready' }]);
  expect(found?.events[0]).toMatchObject({ type: 'Warning', reason: 'BackOff', object: 'Pod/web-0', count: 7 });
  expect(found?.events.some(({ type }) => type === 'Normal')).toBe(true);
  // Its node is not there: the API server has nobody to ask for the log.
  expect(found?.omitted).toEqual([expect.stringMatching(/^No log of web-0\/app: .*[45]\d\d /)]);
});

test('without rights every part is missing and said to be, and a namespace that is gone is empty', async () => {
  const kubernetes = testCluster();
  const namespace = await createOne(kubernetes);
  const powerless = testCluster(await kubeconfigOfAccount(namespace, 'default', temporaryDir()));
  const { answer, found } = await collectedFrom(powerless, namespace);
  expect(answer).toEqual({});
  expect(found?.omitted).toHaveLength(8);
  expect(new Set(found?.omitted.map((sentence) => sentence.split(': ')[1]))).toEqual(
    new Set(['these credentials may not do that (403 Forbidden).']),
  );
  const gone = await collectedFrom(kubernetes, 'muster-never-there');
  expect(gone.found?.omitted).toEqual(['The namespace was not there any more.']);
});
