import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/activity';
import { execa } from 'execa';
import fc from 'fast-check';
import { expect, inject, test } from 'vitest';
import { createNamespace } from '../../../src/activities/namespaces/create-namespace.ts';
import type { CreateNamespaceInput } from '../../../src/activities/index.ts';
import { withFailures } from '../../../src/activities/failures.ts';
import { readManifests } from '../../../src/kubernetes/index.ts';
import { namespaceSetupSchema } from '../../../src/shared/namespace-setup.ts';
import { fakeActivity, testCluster, testNamespace, testOwner } from '../../support/cluster.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

type Setup = Parameters<typeof namespaceSetupSchema.parse>[0];

function rig() {
  const kubernetes = testCluster();
  const activity = fakeActivity();
  const create = withFailures(createNamespace({ kubernetes, activity: () => activity }));
  const inputOf = (setup: Setup): CreateNamespaceInput => ({
    name: testNamespace(kubernetes, 'fit'),
    owner: testOwner(),
    expiresAtMs: Date.now() + 3_600_000,
    setup: namespaceSetupSchema.parse(setup),
  });
  return { kubernetes, activity, create, inputOf };
}

/** Creates one with this setup; its name. */
async function fitted(setup: Setup): Promise<string> {
  const { create, inputOf } = rig();
  return (await create(inputOf(setup))).name;
}

async function kubectl(
  args: readonly string[],
  input = '',
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const program = join(inject('toolsDir'), 'kubectl');
  const run = await execa(program, ['--kubeconfig', inject('kubeconfigPath'), ...args], { input, reject: false });
  return { exitCode: run.exitCode ?? -1, stdout: run.stdout, stderr: run.stderr };
}

async function read<T>(namespace: string, resource: string): Promise<T> {
  const { stdout, stderr } = await kubectl(['get', resource, '-n', namespace, '-o', 'json']);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

const podOf = (name: string, container: object = {}) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { schedulerName: 'nobody', containers: [{ name: 'main', image: 'registry.invalid/none', ...container }] },
  });

async function createPod(namespace: string, name: string, container: object = {}) {
  return await kubectl(['create', '-n', namespace, '-f', '-'], podOf(name, container));
}

async function failureOf(work: Promise<unknown>): Promise<ApplicationFailure> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApplicationFailure);
  return error as ApplicationFailure;
}

interface Labelled {
  readonly metadata: { readonly labels: Record<string, string>; readonly annotations: Record<string, string> };
}

test('labels and annotations stand beside the ownership, and never in its place', async () => {
  const { create, inputOf } = rig();
  const input = inputOf({ labels: { team: 'storage' }, annotations: { 'example.com/owner': 'jo' } });
  // What the schema refuses could only come from a history of another version.
  const hostile = { ...input.setup!, labels: { team: 'storage', 'muster/run': 'other' } };
  const { name } = await create({ ...input, setup: hostile });
  const { metadata } = await read<Labelled>(name, `namespace/${name}`);
  expect(metadata.labels).toMatchObject({ team: 'storage', 'muster/run': input.owner.runName });
  expect(metadata.annotations).toMatchObject({
    'example.com/owner': 'jo',
    'muster/workflow-id': input.owner.workflowId,
  });
});

test('a quota of two pods takes two, at once, and refuses the third', async () => {
  const namespace = await fitted({ quota: { pods: '2' } });
  expect(await createPod(namespace, 'one')).toMatchObject({ exitCode: 0 });
  expect(await createPod(namespace, 'two')).toMatchObject({ exitCode: 0 });
  const third = await createPod(namespace, 'three');
  expect(third.exitCode).not.toBe(0);
  expect(third.stderr).toContain('exceeded quota: muster');
  const { metadata } = await read<Labelled>(namespace, 'resourcequota/muster');
  expect(metadata.labels).toEqual({ 'app.kubernetes.io/managed-by': 'muster' });
});

test('a container that says nothing gets the default, as request and as limit', async () => {
  const namespace = await fitted({ limitDefaults: { cpu: '100m', memory: '64Mi' }, quota: { 'requests.cpu': '1' } });
  expect(await createPod(namespace, 'quiet')).toMatchObject({ exitCode: 0 });
  const pod = await read<{ spec: { containers: { resources: object }[] } }>(namespace, 'pod/quiet');
  const amounts = { cpu: '100m', memory: '64Mi' };
  expect(pod.spec.containers[0]?.resources).toEqual({ limits: amounts, requests: amounts });
});

test('the pod security level is enforced from the first moment', async () => {
  const namespace = await fitted({ podSecurity: 'restricted' });
  const refused = await createPod(namespace, 'root', { securityContext: { privileged: true } });
  expect(refused.stderr).toContain('violates PodSecurity "restricted');
});

test('default-deny closes everything and opens the namespace itself and DNS', async () => {
  const namespace = await fitted({ networkPolicy: 'default-deny' });
  const { items } = await read<{ items: (Labelled & { metadata: { name: string }; spec: object })[] }>(
    namespace,
    'networkpolicies',
  );
  expect(Object.fromEntries(items.map(({ metadata, spec }) => [metadata.name, spec]))).toEqual({
    'muster-default-deny': { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    'muster-allow-namespace': {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: {} }] }],
      egress: [{ to: [{ podSelector: {} }] }],
    },
    'muster-allow-dns': {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
        },
      ],
    },
  });
  expect(items.every(({ metadata }) => metadata.labels['app.kubernetes.io/managed-by'] === 'muster')).toBe(true);
});

const pullSecret = `apiVersion: v1
kind: Secret
metadata:
  name: pull
  labels: { team: storage }
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: '{"auths":{"registry.example.com":{"auth":"hunter2"}}}'
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: default }
imagePullSecrets: [{ name: pull }]
---
${podOf('uses-both')}
`;

test('files are applied in their order and are there when the create has ended, pods of theirs included', async () => {
  const dir = await temporaryDirectory({ 'pull.yaml': pullSecret });
  const namespace = await fitted({ applyFiles: [join(dir, 'pull.yaml')], quota: { pods: '1' } });
  const { metadata } = await read<Labelled>(namespace, 'secret/pull');
  expect(metadata.labels).toEqual({ 'app.kubernetes.io/managed-by': 'muster', team: 'storage' });
  // The account's own controller and we write to one object, and the pod after it takes the account's secrets over.
  const pod = await read<{ spec: { imagePullSecrets: object } }>(namespace, 'pod/uses-both');
  expect(pod.spec.imagePullSecrets).toEqual([{ name: 'pull' }]);
});

const everything = (file: string): Setup => ({
  labels: { team: 'storage' },
  quota: { pods: '4' },
  limitDefaults: { cpu: '100m' },
  networkPolicy: 'default-deny',
  applyFiles: [file],
});

test('another try of a create whose answer was lost changes nothing, even beside the first', async () => {
  const dir = await temporaryDirectory({ 'pull.yaml': pullSecret });
  const { create, inputOf } = rig();
  const input = inputOf(everything(join(dir, 'pull.yaml')));
  const [one, other] = await Promise.all([create(input), rig().create(input)]);
  const kinds = 'resourcequotas,limitranges,networkpolicies,secrets,pods';
  type Uids = { items: { metadata: { name: string; uid: string } }[] };
  const before = await read<Uids>(input.name, kinds);
  expect([other, await create(input)]).toEqual([one, one]);
  const uids = ({ items }: Uids) => items.map(({ metadata }) => `${metadata.name} ${metadata.uid}`);
  expect(uids(await read<Uids>(input.name, kinds))).toEqual(uids(before));
  expect(before.items).toHaveLength(7);
});

test('a setup costs a known number of API calls, and no setup costs none', async () => {
  const dir = await temporaryDirectory({ 'pull.yaml': pullSecret });
  const { kubernetes, create, inputOf } = rig();
  const file = join(dir, 'pull.yaml');
  await kubernetes.checkManifests([]);
  await create(inputOf(everything(file)));
  const countOf = async (setup: Setup): Promise<number> => {
    const input = inputOf(setup);
    const before = kubernetes.apiCallCount();
    await create(input);
    return kubernetes.apiCallCount() - before;
  };
  const bare = await countOf({});
  const full = await countOf(everything(file));
  console.info(`API calls of a create: ${bare}, with everything: ${full}`);
  expect(bare).toBeLessThanOrEqual(5);
  // 5 bounds, 3 objects, the quota's status and the readiness a few times.
  expect(full - bare).toBeLessThanOrEqual(20);
});

test.each([
  ['a kind that lives in no namespace', '{apiVersion: v1, kind: Namespace, metadata: {name: x}}', 'Namespace of v1'],
  ['a kind that nobody knows', '{apiVersion: example.com/v1, kind: Foo, metadata: {name: x}}', 'Foo of example.com/v1'],
  [
    'a kind that cannot be applied',
    '{apiVersion: authorization.k8s.io/v1, kind: LocalSubjectAccessReview, metadata: {name: x}}',
    'can be applied',
  ],
  ['an unknown field', '{apiVersion: v1, kind: Secret, metadata: {name: x}, hunter2: x}', '(Secret): the API server'],
  [
    'a value that the API server refuses',
    '{apiVersion: v1, kind: Service, metadata: {name: x}, spec: {type: hunter2, ports: [{port: 1}]}}',
    'at spec.type',
  ],
  ['data that is no base64', '{apiVersion: v1, kind: Secret, metadata: {name: x}, data: {k: "hunter2!"}}', '(Secret)'],
])('%s ends the create for good, with file and document, without what is in it', async (_what, text, expected) => {
  const dir = await temporaryDirectory({ 'a.yaml': `${pullSecret}---\n${text}` });
  const { create, inputOf } = rig();
  const failure = await failureOf(create(inputOf({ applyFiles: [join(dir, 'a.yaml')] })));
  expect(failure).toMatchObject({ type: 'Namespace.InvalidManifest', nonRetryable: true });
  expect(failure.message).toContain(`${dir}/a.yaml, document 4`);
  expect(failure.message).toContain(expected);
  expect(`${failure.message}${JSON.stringify(failure)}${failure.stack}`).not.toContain('hunter2');
});

test('a kind that was defined a moment ago is known', async () => {
  const { kubernetes, create, inputOf } = rig();
  await kubernetes.checkManifests([]);
  const group = `g${testNamespace(kubernetes).slice(-13)}.example.com`;
  const dir = await temporaryDirectory({
    'a.yaml': `{apiVersion: ${group}/v1, kind: Foo, metadata: {name: x}}`,
    'b.yaml': pullSecret,
  });
  await create(inputOf({ applyFiles: [join(dir, 'b.yaml')] }));
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `foos.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'foos', singular: 'foo', kind: 'Foo', listKind: 'FooList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  };
  expect(await kubectl(['create', '-f', '-'], JSON.stringify(definition))).toMatchObject({ exitCode: 0 });
  try {
    await kubectl(['wait', '--for=condition=Established', `crd/foos.${group}`, '--timeout=30s']);
    // Discovery of a new group lags a little behind its condition.
    await expect
      .poll(async () => (await kubectl(['get', `foos.${group}`])).exitCode, { timeout: 30_000, interval: 200 })
      .toBe(0);
    const { name } = await create(inputOf({ applyFiles: [join(dir, 'a.yaml')] }));
    expect(await read(name, `foos.${group}/x`)).toMatchObject({ kind: 'Foo' });
  } finally {
    await kubectl(['delete', 'crd', `foos.${group}`, '--wait=false']);
  }
});

test('a quota that nobody counts is told, within its time and worth another try', async () => {
  const { kubernetes } = rig();
  const name = testNamespace(kubernetes);
  await kubernetes.createNamespace(name, { labels: {}, annotations: {} });
  expect(await kubernetes.quotaReady(name, { pods: '1' }, { timeoutMs: 100 })).toBe(false);
});

test('a kind that lives in no namespace is found before anything is made', async () => {
  const dir = await temporaryDirectory({ 'node.yaml': '{apiVersion: v1, kind: Node, metadata: {name: x}}' });
  const { kubernetes } = rig();
  const file = join(dir, 'node.yaml');
  await expect(kubernetes.checkManifests(await readManifests([file]))).rejects.toMatchObject({
    type: 'Namespace.InvalidManifest',
    message: `${file}, document 1: expected an object that lives in a namespace, found Node of v1`,
  });
});

test('whatever amounts the setup accepts, the API server accepts', async () => {
  const suffixes = ['', 'm', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
  const number = fc.oneof(fc.nat().map(String), fc.constantFrom('0', '1.5', '0.001', '999999999999999'));
  const amount = fc.tuple(number, fc.constantFrom(...suffixes)).map((parts) => parts.join(''));
  const counted = ['pods', 'secrets', 'services.nodeports', 'count/jobs.batch', 'cpu', 'requests.cpu', 'limits.memory'];
  const others = [
    'requests.ephemeral-storage',
    'requests.storage',
    'requests.nvidia.com/gpu',
    'count/foos.example.com',
  ];
  const quota = fc.dictionary(fc.constantFrom(...counted, ...others), amount, { minKeys: 1, maxKeys: 3 });
  const limitDefaults = fc.dictionary(fc.constantFrom('cpu', 'memory', 'ephemeral-storage'), amount, { minKeys: 1 });
  const setups = fc
    .sample(fc.record({ quota, limitDefaults }), 300)
    .flatMap((setup) => namespaceSetupSchema.safeParse(setup).data ?? []);
  expect(setups.length).toBeGreaterThan(30);
  const items = setups.flatMap((setup, index) => [
    { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: `q-${index}` }, spec: { hard: setup.quota } },
    {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: `l-${index}` },
      spec: { limits: [{ type: 'Container', default: setup.limitDefaults, defaultRequest: setup.limitDefaults }] },
    },
  ]);
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const answer = await kubectl(['create', '-n', 'default', '--dry-run=server', '-f', '-'], list);
  expect(answer.stderr).not.toContain('invalid');
  expect(answer.exitCode).toBe(0);
});
