import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { metadataOf, type KubernetesClient } from '../../src/kubernetes/index.ts';
import { HOUR_MS } from '../../src/shared/limits.ts';
import { namespaceSetupSchema } from '../../src/shared/namespace-setup.ts';
import { optionalRights, requiredRights, rightText, type Right } from '../../src/shared/rights.ts';
import { temporaryDir, testCluster, testNamespace, testOwner } from '../support/cluster.ts';
import { kubeconfigOfAccount } from '../support/service-account.ts';
import { packageRoot } from '../support/installation.ts';

const file = join(packageRoot, 'deploy', 'rbac.yaml');
/** What any run may ask for before it begins. */
const required = requiredRights(
  {
    keep: 'always',
    namespaceSetup: namespaceSetupSchema.parse({
      quota: { pods: '1' },
      limitDefaults: { cpu: '1' },
      networkPolicy: 'default-deny',
    }),
  },
  new Set(['cluster', 'namespace'] as const),
);
const everything = [...required, ...optionalRights({})];

async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const program = join(inject('toolsDir'), 'kubectl');
  const options = input === undefined ? {} : { input };
  const { stdout } = await execa(program, ['--kubeconfig', inject('kubeconfigPath'), ...args], options);
  return stdout;
}

/** Asks until it holds: roles and policies take effect a moment after they are written. */
async function eventually<T>(ask: () => Promise<T>, holds: (answer: T) => boolean): Promise<T> {
  for (let triesLeft = 150; ; triesLeft -= 1) {
    const answer = await ask();
    if (holds(answer) || triesLeft === 0) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function workerClient(account: string): Promise<KubernetesClient> {
  return testCluster(await kubeconfigOfAccount('muster', account, temporaryDir()));
}

function ruleOf({ verb, group, resource, name }: Right) {
  return { apiGroups: [group], resources: [resource], verbs: [verb], ...(name && { resourceNames: [name] }) };
}

describe('deploy/rbac.yaml', () => {
  beforeAll(async () => {
    await kubectl(['apply', '-f', file]);
  });

  test('its roles hold what runs ask for, and nothing else', () => {
    const granted = parseAllDocuments(readFileSync(file, 'utf8'))
      .map((document) => document.toJS() as { kind: string; rules?: ReturnType<typeof ruleOf>[] })
      .filter(({ kind }) => kind === 'ClusterRole')
      .flatMap(({ rules = [] }) => rules)
      .flatMap(({ apiGroups, resources, verbs, resourceNames = [undefined] }) =>
        apiGroups.flatMap((group) =>
          resources.flatMap((resource) =>
            verbs.flatMap((verb) =>
              resourceNames.map((name) => rightText({ verb, group, resource, ...(name && { name }) })),
            ),
          ),
        ),
      );
    expect(granted.toSorted()).toEqual(everything.map(rightText).toSorted());
  });

  test('with exactly these rights nothing is missing, and a namespace is made, kept and deleted', async () => {
    const worker = await workerClient('muster-worker');
    await eventually(
      () => worker.missingRights(everything),
      (missing) => missing.length === 0,
    );
    expect(await worker.missingRights(everything)).toEqual([]);
    const name = testNamespace(testCluster(), 'rbac');
    const made = await worker.createNamespace(name, metadataOf(testOwner(), Date.now() + HOUR_MS));
    expect(await worker.namespaceReady(name, { timeoutMs: 20_000 })).toBe(true);
    expect(await worker.keepNamespace(made, Date.now() + 2 * HOUR_MS)).toBe(true);
    expect(await worker.deleteNamespace(made)).toBe('accepted');
    expect(await worker.deletePods(name)).toBe(false);
    expect(await worker.podsGone(name, { timeoutMs: 1_000 })).toBe(true);
  });

  test('the policy keeps the worker from namespaces without our mark', async () => {
    const worker = await workerClient('muster-worker');
    const name = testNamespace(testCluster(), 'foreign');
    await kubectl(['create', 'namespace', name]);
    onTestFinished(async () => void (await kubectl(['delete', 'namespace', name, '--wait=false'])));
    const foreign = await testCluster().getNamespace(name);
    if (foreign === undefined) throw new Error('the namespace is not there');
    const refused = { type: 'Cluster.Forbidden' };
    // Until the policy is in effect a dry run tells, so that nothing is deleted by an early try.
    await eventually(
      () => kubectl(['auth', 'whoami', '-o', 'name']).then(() => dryDelete(name)),
      (answer) => answer.includes('may only touch namespaces that carry its mark'),
    );
    await expect(worker.deleteNamespace(foreign)).rejects.toMatchObject(refused);
    await expect(worker.keepNamespace(foreign, Date.now() + HOUR_MS)).rejects.toMatchObject(refused);
    const pod = { containers: [{ name: 'main', image: 'example.com/main' }] };
    const manifest = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'foreign' }, spec: pod };
    await eventually(
      () => kubectl(['get', 'serviceaccount', '-n', name, '-o', 'name']),
      (answer) => answer.includes('default'),
    );
    await kubectl(['create', '-n', name, '-f', '-'], JSON.stringify(manifest));
    await expect(worker.deletePods(name)).rejects.toMatchObject(refused);
    const unmarked = testNamespace(testCluster(), 'unmarked');
    await expect(worker.createNamespace(unmarked, { labels: {}, annotations: {} })).rejects.toMatchObject(refused);
  });

  test('the policy lets a chart have its own roles, and hands out admin to accounts of that namespace only', async () => {
    const worker = await workerClient('muster-worker');
    const name = testNamespace(testCluster(), 'chart');
    await worker.createNamespace(name, metadataOf(testOwner(), Date.now() + HOUR_MS));
    const as = '--as=system:serviceaccount:muster:muster-worker';
    const bind = async (role: string, account: string) =>
      await kubectl([
        'create',
        'rolebinding',
        `b-${account.replace(':', '-')}`,
        role,
        `--serviceaccount=${account}`,
        '-n',
        name,
        as,
      ]).then(
        () => 'allowed',
        (error: { stderr: string }) => error.stderr,
      );
    expect(await bind('--clusterrole=admin', `${name}:own`)).toBe('allowed');
    expect(await bind('--clusterrole=admin', 'default:foreign')).toContain('may bind admin only to a ServiceAccount');
    await kubectl(['create', 'role', 'reader', '--verb=list', '--resource=pods', '-n', name]);
    expect(await bind('--role=reader', `${name}:chart`)).toBe('allowed');
  });

  test.each(required.map((right) => [rightText(right), right] as const))(
    'with one right less the preflight names it: %s',
    async (text, right) => {
      const account = `less-${everything.indexOf(right)}`;
      const labels = { 'app.kubernetes.io/name': 'muster' };
      const rules = everything.filter((other) => other !== right).map(ruleOf);
      const subjects = [{ kind: 'ServiceAccount', name: account, namespace: 'muster' }];
      const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `muster-${account}` };
      const rbac = 'rbac.authorization.k8s.io/v1';
      const items = [
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account, namespace: 'muster', labels } },
        { apiVersion: rbac, kind: 'ClusterRole', metadata: { name: roleRef.name, labels }, rules },
        { apiVersion: rbac, kind: 'ClusterRoleBinding', metadata: { name: roleRef.name, labels }, roleRef, subjects },
      ];
      await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
      const worker = await workerClient(account);
      const missing = await eventually(
        () => worker.missingRights(everything),
        (answer) => answer.length === 1,
      );
      expect(missing.map(rightText)).toEqual([text]);
    },
  );
});

/** What the worker's own delete would be answered, without deleting. */
async function dryDelete(name: string): Promise<string> {
  const { stdout, stderr } = await execa(
    join(inject('toolsDir'), 'kubectl'),
    [
      '--kubeconfig',
      inject('kubeconfigPath'),
      '--as=system:serviceaccount:muster:muster-worker',
      'delete',
      'namespace',
      name,
      '--dry-run=server',
    ],
    { reject: false },
  );
  return stdout + stderr;
}
