import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { awaitNamespacesGone } from '../../src/activities/namespaces/await-namespaces-gone.ts';
import { createNamespace } from '../../src/activities/namespaces/create-namespace.ts';
import { deleteNamespace } from '../../src/activities/namespaces/delete-namespace.ts';
import { componentsOf, resolveBinaries, startControlPlane } from '../../src/embedded/index.ts';
import { fakeActivity, testCluster, testOwner } from '../support/cluster.ts';

const SCENARIO_COUNT = 24;
const PARALLEL_COUNT = 8;
const PROFILE = 'api';

const POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived, ResponseStarted]
rules: [{ level: Metadata }]
`;

interface AuditedCall {
  readonly userAgent?: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly stage: string;
  readonly objectRef?: { readonly resource?: string };
}

/** A cluster that writes down who asked it for what. */
async function startAuditedCluster() {
  const dir = await mkdtemp(join(tmpdir(), 'muster-audit-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const [policy, log] = [join(dir, 'policy.yaml'), join(dir, 'audit.log')];
  await writeFile(policy, POLICY);
  const plane = await startControlPlane({
    profile: PROFILE,
    binaries: await resolveBinaries(componentsOf(PROFILE), { env: process.env, cacheDir: inject('cacheDir') }),
    dataDir: join(dir, 'kubernetes'),
    logDir: join(dir, 'logs'),
    apiserverArgs: [`--audit-policy-file=${policy}`, `--audit-log-path=${log}`, '--audit-log-mode=blocking'],
    env: process.env,
  });
  onTestFinished(() => plane.stop());
  return {
    kubernetes: testCluster(plane.kubeconfigPath),
    ourCalls: async (): Promise<readonly AuditedCall[]> => {
      const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as AuditedCall).filter(({ userAgent }) => userAgent === 'muster');
    },
  };
}

/** How often each verb was asked of each resource. */
function tally(calls: readonly AuditedCall[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { verb, objectRef } of calls) {
    const key = `${verb} ${objectRef?.resource ?? ''}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

test('a scenario costs at most 8 API calls from its create until its namespace is proved gone, and all one watch', async () => {
  const { kubernetes, ourCalls } = await startAuditedCluster();
  const cluster = await kubernetes.identity();
  const dependencies = { kubernetes, activity: () => fakeActivity() };
  const countBefore = (await ourCalls()).length;
  const draining: { readonly name: string; readonly uid: string }[] = [];
  let next = 0;
  const slot = async () => {
    for (let index = next++; index < SCENARIO_COUNT; index = next++) {
      const owner = testOwner();
      const name = `muster-calls-${index}`;
      const ref = await createNamespace(dependencies)({ name, owner, expiresAtMs: Date.now() + 3_600_000 });
      const deleted = await deleteNamespace(dependencies)({ ...ref, owner, podsTimeoutMs: 10_000 });
      expect(deleted).toMatchObject({ uid: ref.uid, podsGone: true });
      draining.push(ref);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_COUNT }, slot));
  let left: readonly { readonly name: string; readonly uid: string }[] = draining;
  while (left.length > 0) {
    const { gone } = await awaitNamespacesGone(dependencies)({ namespaces: left, cluster, turnMs: 30_000 });
    left = left.filter(({ name }) => !gone.includes(name));
  }
  // A watch is written down when it ends.
  const countOfClient = kubernetes.apiCallCount();
  kubernetes.close();
  const calls = (await ourCalls()).slice(countBefore);
  const perScenario = calls.length / SCENARIO_COUNT;
  console.info(`API calls per scenario: ${perScenario.toFixed(1)}`, tally(calls), `by the client ${countOfClient}`);
  expect(perScenario).toBeLessThanOrEqual(8);
  expect(calls.filter(({ verb }) => verb === 'watch').length).toBeLessThanOrEqual(1);
  expect(calls.filter(({ verb }) => verb === 'create')).toHaveLength(SCENARIO_COUNT);
});
