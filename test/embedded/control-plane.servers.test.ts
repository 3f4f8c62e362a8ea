import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { componentsOf, resolveBinaries, startControlPlane } from '../../src/embedded/index.ts';
import { runTool } from './kubectl.ts';
import { temporaryDir } from './sandbox.ts';

async function newNamespace(): Promise<string> {
  const namespace = `embedded-${randomUUID().slice(0, 8)}`;
  await runTool('kubectl', ['create', 'namespace', namespace]);
  onTestFinished(async () => {
    await runTool('kubectl', ['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
  });
  return namespace;
}

const podSpec = { containers: [{ name: 'main', image: 'registry.example/none:1' }] };

test('a new namespace gets its ServiceAccount and the root CA', async () => {
  const namespace = await newNamespace();
  const wait = ['wait', '--for=create', '--timeout=10s', '-n', namespace];
  await runTool('kubectl', [...wait, 'serviceaccount/default']);
  await runTool('kubectl', [...wait, 'configmap/kube-root-ca.crt']);
  const ca = ['get', 'configmap/kube-root-ca.crt', '-n', namespace, '-o', 'jsonpath={.data.ca\\.crt}'];
  expect(await runTool('kubectl', ca)).toContain('BEGIN CERTIFICATE');
});

test('a deleted namespace goes to the end', async () => {
  const namespace = await newNamespace();
  await runTool('kubectl', ['delete', 'namespace', namespace, '--timeout=60s']);
  const left = await runTool('kubectl', ['get', 'namespaces', '-o', 'name']);
  expect(left).not.toContain(namespace);
});

test('a Deployment becomes available on the simulated node', async () => {
  const namespace = await newNamespace();
  await runTool('kubectl', [
    'create',
    'deployment',
    'web',
    '--image=registry.example/none:1',
    '--replicas=3',
    '-n',
    namespace,
  ]);
  await runTool('kubectl', ['rollout', 'status', 'deployment/web', '--timeout=60s', '-n', namespace]);
  const nodes = ['get', 'pods', '-n', namespace, '-o', 'jsonpath={.items[*].spec.nodeName}'];
  expect(await runTool('kubectl', nodes)).toBe('simulated simulated simulated');
  expect(await runTool('kubectl', ['logs', 'deployment/web', '-n', namespace])).toContain('simulated pod');
});

test('a StatefulSet gets its pods and their volumes', async () => {
  const namespace = await newNamespace();
  const labels = { app: 'store' };
  const resources = { requests: { storage: '1Gi' } };
  const input = JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'store' },
    spec: {
      serviceName: 'store',
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec },
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources } }],
    },
  });
  await runTool('kubectl', ['apply', '-n', namespace, '-f', '-'], { input });
  await runTool('kubectl', ['rollout', 'status', 'statefulset/store', '--timeout=60s', '-n', namespace]);
  const phases = ['get', 'pvc', '-n', namespace, '-o', 'jsonpath={.items[*].status.phase}'];
  expect(await runTool('kubectl', phases)).toBe('Bound Bound');
});

test('a Job made from a CronJob completes', async () => {
  const namespace = await newNamespace();
  const image = '--image=registry.example/none:1';
  await runTool('kubectl', ['create', 'cronjob', 'nightly', image, '--schedule=0 0 1 1 *', '-n', namespace]);
  await runTool('kubectl', ['create', 'job', 'now', '--from=cronjob/nightly', '-n', namespace]);
  await runTool('kubectl', ['wait', '--for=condition=complete', 'job/now', '--timeout=60s', '-n', namespace]);
  const succeeded = ['get', 'job/now', '-n', namespace, '-o', 'jsonpath={.status.succeeded}'];
  expect(await runTool('kubectl', succeeded)).toBe('1');
});

test('helm install --wait succeeds for a chart as helm makes it', async () => {
  const namespace = await newNamespace();
  const cwd = await temporaryDir();
  await runTool('helm', ['create', 'demo'], { cwd });
  await runTool('helm', ['install', 'demo', './demo', '--wait', '--timeout', '60s', '-n', namespace], { cwd });
  expect(await runTool('helm', ['list', '-q', '-n', namespace])).toBe('demo');
});

test('an API server killed with -9 is named, and started again with the same data on the same port', async () => {
  const dir = await temporaryDir();
  const binaries = await resolveBinaries(componentsOf('api'), { env: process.env, cacheDir: inject('cacheDir') });
  const options = {
    profile: 'api',
    binaries,
    dataDir: join(dir, 'data'),
    logDir: join(dir, 'logs'),
    env: process.env,
  } as const;
  const plane = await startControlPlane(options);
  onTestFinished(() => plane.stop());
  const kubeconfig = plane.kubeconfigPath;
  await runTool('kubectl', ['create', 'namespace', 'kept'], { kubeconfig });
  const { pids, server } = plane;

  process.kill(Number(pids['kube-apiserver']), 'SIGKILL');
  expect(await plane.exited).toMatchObject({ name: 'kube-apiserver', signal: 'SIGKILL' });
  await plane.restart('kube-apiserver');

  expect(plane.server).toBe(server);
  expect(plane.pids.etcd).toBe(pids.etcd);
  expect(plane.pids['kube-apiserver']).not.toBe(pids['kube-apiserver']);
  await runTool('kubectl', ['get', 'namespace', 'kept'], { kubeconfig });

  await plane.stop();
  const again = await startControlPlane({ ...options, ports: plane.ports });
  onTestFinished(() => again.stop());
  expect(again.server).toBe(server);
  await runTool('kubectl', ['get', 'namespace', 'kept'], { kubeconfig });
});
