import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import type { ActivityContext } from '../../src/activities/activity-context.ts';
import type { KubernetesClient } from '../../src/kubernetes/index.ts';
import { connectCluster, loadCluster } from '../../src/kubernetes/index.ts';
import { base32Of } from '../../src/shared/names.ts';
import type { NamespaceOwner } from '../../src/shared/namespace.ts';

/** A client of the embedded cluster, closed with the test. */
export function testCluster(kubeconfigPath: string = inject('kubeconfigPath')): KubernetesClient {
  const kubernetes = connectCluster(loadCluster({ kubeconfigPath }, {}));
  onTestFinished(() => kubernetes.close());
  return kubernetes;
}

/** A name nobody else uses; whatever has it when the test ends is deleted (and not waited for). */
export function testNamespace(kubernetes: KubernetesClient, label = 'test'): string {
  const name = `muster-${label}-${base32Of(randomUUID(), 13)}`;
  onTestFinished(async () => {
    const there = await kubernetes.getNamespace(name);
    if (there !== undefined) await kubernetes.deleteNamespace(there);
  });
  return name;
}

export function testOwner(overrides: Partial<NamespaceOwner> = {}): NamespaceOwner {
  const runName = `run-${randomUUID().slice(0, 8)}`;
  return {
    runName,
    scenario: 'smoke/ready.sh',
    attempt: 1,
    temporalNamespaceId: randomUUID(),
    workflowId: `muster-${runName}/0a1b2c3d/smoke/ready.sh`,
    firstRunId: randomUUID(),
    ...overrides,
  };
}

export interface FakeActivity extends ActivityContext {
  readonly heartbeatCount: () => number;
  cancel(reason: Error): void;
}

export function fakeActivity(): FakeActivity {
  const controller = new AbortController();
  let heartbeats = 0;
  return {
    signal: controller.signal,
    attempt: 1,
    executionId: 'execution',
    stoppedByWorker: () => false,
    heartbeat: () => (heartbeats += 1),
    heartbeatCount: () => heartbeats,
    cancel: (reason) => controller.abort(reason),
  };
}

/** The embedded cluster's kubeconfig with another server address, for proxies in between. */
export function kubeconfigVia(port: number): string {
  const dir = temporaryDir();
  const { selected } = loadCluster({ kubeconfigPath: inject('kubeconfigPath') }, {});
  const path = join(dir, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'proxied',
    clusters: [{ name: 'c', cluster: { ...selected.clusterFields, server: `https://127.0.0.1:${port}` } }],
    users: [{ name: 'u', user: selected.userFields }],
    contexts: [{ name: 'proxied', context: { cluster: 'c', user: 'u' } }],
  };
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}

export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'muster-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export function readText(path: string): string {
  return readFileSync(path, 'utf8');
}
