import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { program } from '../../src/client/program.ts';
import type { KubernetesClient } from '../../src/kubernetes/index.ts';
import { connectCluster, loadCluster, metadataOf } from '../../src/kubernetes/index.ts';
import { HOUR_MS } from '../../src/shared/limits.ts';
import { Mark } from '../../src/shared/namespace.ts';
import { fakeInvocation } from '../client/support/fake-invocation.ts';
import { testOwner } from '../support/cluster.ts';
import { packageRoot } from '../support/installation.ts';
import { startOwnServers, type OwnServers } from '../support/own-servers.ts';
import { kubeconfigOfAccount } from '../support/service-account.ts';

const file = join(packageRoot, 'deploy', 'janitor-cronjob.yaml');
const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
};

interface Container {
  readonly image: string;
  readonly command: string[];
  readonly args: string[];
  readonly securityContext: object;
}
interface CronJob {
  readonly spec: {
    readonly schedule: string;
    readonly jobTemplate: {
      readonly spec: {
        readonly activeDeadlineSeconds: number;
        readonly backoffLimit: number;
        readonly template: { readonly spec: { readonly securityContext: object; readonly containers: Container[] } };
      };
    };
  };
}
type Manifest = { readonly kind: string; readonly rules?: object[] };

const manifests = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as Manifest);
const cronJob = manifests.find(({ kind }) => kind === 'CronJob') as unknown as CronJob;
const job = cronJob.spec.jobTemplate.spec;
const container = job.template.spec.containers[0]!;

/** A cluster of its own: here everything that has expired is deleted, whoever made it. */
let servers: OwnServers;
let kubernetes: KubernetesClient;
beforeAll(async () => {
  servers = await startOwnServers();
  kubernetes = connectCluster(loadCluster({ kubeconfigPath: servers.kubeconfigPath }, {}));
});
afterAll(async () => {
  kubernetes?.close();
  await servers?.[Symbol.asyncDispose]();
});

async function kubectl(...args: readonly string[]): Promise<string> {
  const { stdout } = await execa(join(inject('toolsDir'), 'kubectl'), [
    '--kubeconfig',
    servers.kubeconfigPath,
    ...args,
  ]);
  return stdout;
}

async function muster(args: readonly string[], kubeconfig = servers.kubeconfigPath) {
  const invocation = fakeInvocation(servers.dir, { KUBECONFIG: kubeconfig });
  await program(invocation, manifest.version).parseAsync(args, { from: 'user' });
  return { out: invocation.out(), err: invocation.err(), code: invocation.exitCode };
}

async function create(name: string, expiresAtMs: number, more: Record<string, string> = {}): Promise<void> {
  const { labels, annotations } = metadataOf(testOwner({ runName: 'ghost' }), expiresAtMs);
  await kubernetes.createNamespace(name, { labels, annotations: { ...annotations, ...more } });
}
const isLive = async (name: string) => (await kubernetes.getNamespace(name))?.terminating === false;
const past = () => Date.now() - 1_000;
const future = () => Date.now() + HOUR_MS;
const keptUntil = (atMs: number) => ({ [Mark.keepUntilAnnotation]: new Date(atMs).toISOString() });

describe('deploy/janitor-cronjob.yaml', () => {
  test('runs this version’s command line every 5 minutes, one at a time, bounded, without root or a writable disk', () => {
    expect(cronJob.spec).toMatchObject({
      schedule: '*/5 * * * *',
      concurrencyPolicy: 'Forbid',
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
    });
    expect(job.activeDeadlineSeconds).toBeLessThan(300);
    expect(job.backoffLimit).toBe(0);
    expect(job.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(container).toMatchObject({
      image: `${manifest.name}:${manifest.version}`,
      args: ['cleanup', '--expired', '--yes'],
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
    });
    const dockerfile = readFileSync(join(packageRoot, 'Dockerfile'), 'utf8');
    expect(dockerfile).toContain('WORKDIR /app');
    expect(container.command).toEqual(['node', '/app/dist/client/main.js']);
  });

  test('may list, get and delete namespaces and end their pods, and nothing else', () => {
    expect(manifests.flatMap(({ rules = [] }) => rules)).toEqual([
      { apiGroups: [''], resources: ['namespaces'], verbs: ['list', 'get', 'delete'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['deletecollection'] },
    ]);
  });

  test('with exactly its rights its command deletes what has expired and leaves the rest; a cluster takes all of it', async () => {
    await kubectl('apply', '-f', file);
    const account = await kubeconfigOfAccount('muster', 'muster-janitor', servers.dir, servers.kubeconfigPath);
    await create('muster-expired', past());
    await create('muster-live', future());
    await create('muster-kept', past(), keptUntil(future()));
    await kubernetes.createNamespace('muster-x-nobodys', { labels: {}, annotations: {} });

    const { err, code } = await muster(container.args, account);
    expect(err).toContain('1 deleted\nnamespaces left: 0');
    expect(code).toBe(0);
    expect(await kubernetes.getNamespace('muster-expired')).toBeUndefined();
    for (const name of ['muster-live', 'muster-kept', 'muster-x-nobodys', 'muster', 'default']) {
      expect(await isLive(name), name).toBe(true);
    }
    // Once more: nothing to do is a success.
    expect(await muster(container.args, account)).toMatchObject({ code: 0 });

    const asJanitor = connectCluster(loadCluster({ kubeconfigPath: account }, {}));
    const nobodys = (await kubernetes.getNamespace('muster-x-nobodys'))!;
    await expect(asJanitor.deleteNamespace(nobodys)).rejects.toMatchObject({ type: 'Cluster.Forbidden' });
    await expect(asJanitor.createNamespace('muster-y', { labels: {}, annotations: {} })).rejects.toMatchObject({
      type: 'Cluster.Forbidden',
    });
    asJanitor.close();
  });
});

describe('muster cleanup', () => {
  interface Printed {
    readonly namespaces: { readonly namespace: string; readonly state: string; readonly outcome: string }[];
    readonly left: number;
  }
  const outcomes = (out: string) =>
    Object.fromEntries(
      (JSON.parse(out) as Printed).namespaces.map(({ namespace, state, outcome }) => [
        namespace,
        `${state} ${outcome}`,
      ]),
    );

  test('shows kept ones and deletes them only with --kept; -o json tells what became of each', async () => {
    await create('muster-c-active', future());
    await create('muster-c-kept', future(), keptUntil(Date.UTC(2100, 0, 1)));
    const shown = await muster(['cleanup', '--run', 'ghost', '--dry-run']);
    expect(shown.out).toMatch(/muster-c-kept .* kept until 2100-01-01T00:00:00Z/);
    expect(shown.out).toMatch(/muster-c-active .* active/);
    expect(shown.err).toContain('kept, and not deleted without --kept');

    const listed = await muster(['cleanup', '--run', 'ghost', '--dry-run', '-o', 'json']);
    expect(outcomes(listed.out)).toMatchObject({
      'muster-c-active': 'active listed',
      'muster-c-kept': 'kept spared',
    });
    const deleted = await muster(['cleanup', '--run', 'ghost', '-y', '-o', 'json']);
    expect(outcomes(deleted.out)).toMatchObject({
      'muster-c-active': 'active deleted',
      'muster-c-kept': 'kept spared',
    });
    expect(deleted.code).toBe(0);
    expect(await isLive('muster-c-kept')).toBe(true);
    const kept = await muster(['cleanup', '--run', 'ghost', '--kept', '-y', '-o', 'json']);
    expect(outcomes(kept.out)).toMatchObject({ 'muster-c-kept': 'kept deleted' });
    expect(await kubernetes.getNamespace('muster-c-kept')).toBeUndefined();
  });

  test('ends with 3 when something is left, and says which', async () => {
    await kubectl('create', 'serviceaccount', 'reader', '-n', 'default');
    await kubectl('create', 'clusterrole', 'reader', '--verb=list,get', '--resource=namespaces');
    await kubectl('create', 'clusterrolebinding', 'reader', '--clusterrole=reader', '--serviceaccount=default:reader');
    const reader = await kubeconfigOfAccount('default', 'reader', servers.dir, servers.kubeconfigPath);
    await create('muster-c-refused', past());
    const refused = await muster(['cleanup', '--expired', '-y', '-o', 'json'], reader);
    expect(refused.code).toBe(3);
    expect(refused.err).toContain('! muster-c-refused cannot be deleted');
    expect(JSON.parse(refused.out)).toMatchObject({ left: 1 });
    expect(outcomes(refused.out)).toEqual({ 'muster-c-refused': 'expired refused' });
    await muster(['cleanup', '--expired', '-y']);
  });

  test.each([
    [['cleanup', '--expired', '--kept', '-y'], "cannot be used with option '--expired'"],
    [['cleanup', '--run', 'nobody-to-ask'], 'Nobody can be asked here'],
  ])('%j is refused before anything is deleted', async (args, said) => {
    const metadata = metadataOf(testOwner({ runName: 'nobody-to-ask' }), future());
    await kubernetes.createNamespace('muster-c-asked', metadata);
    await expect(muster(args)).rejects.toThrow(said);
    expect(await isLive('muster-c-asked')).toBe(true);
    await kubectl('delete', 'namespace', 'muster-c-asked', '--wait=true');
  });
});
