import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadYaml } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { connectCluster, KubernetesError, loadCluster } from '../../../src/kubernetes/index.ts';
import { readText, temporaryDir } from '../../support/cluster.ts';

const first = `
apiVersion: v1
kind: Config
current-context: one
clusters:
- {name: c1, cluster: {server: "https://one.example:6443", certificate-authority: pki/ca.crt}}
users:
- {name: u1, user: {client-certificate: u.crt, client-key: /keys/u.key}}
- {name: plugin, user: {exec: {command: ./bin/login, args: [x]}}}
contexts:
- {name: one, context: {cluster: c1, user: u1, namespace: team}}
- {name: nobody, context: {cluster: c1}}
- {name: with-plugin, context: {cluster: c1, user: plugin}}
- {name: broken, context: {cluster: missing, user: u1}}
`;
const second = `
current-context: two
clusters: [{name: c1, cluster: {server: "https://other.example"}}, {name: c2, cluster: {server: "https://two.example"}}]
contexts: [{name: two, context: {cluster: c2}}]
`;

function directory(): string {
  const dir = temporaryDir();
  writeFileSync(join(dir, 'first'), first);
  writeFileSync(join(dir, 'second'), second);
  return dir;
}

function problemOf(work: () => unknown): { type: string; message: string } {
  try {
    work();
  } catch (error) {
    if (!(error instanceof KubernetesError)) throw error;
    return { type: error.type, message: error.message };
  }
  throw new Error('nothing was thrown');
}

test('the given file wins over KUBECONFIG, and KUBECONFIG over the home directory', () => {
  const dir = directory();
  mkdirSync(join(dir, '.kube'));
  writeFileSync(join(dir, '.kube', 'config'), second.replaceAll('two', 'home'));
  const env = { HOME: dir, KUBECONFIG: join(dir, 'second') };
  const contextOf = (selection: object, from: object) => loadCluster(selection, { ...from }).context;
  expect(contextOf({ kubeconfigPath: join(dir, 'first') }, env)).toBe('one');
  expect(contextOf({}, env)).toBe('two');
  expect(contextOf({}, { HOME: dir })).toBe('home');
});

test('files in a list are merged, the first of a name counts, missing ones are passed over', () => {
  const dir = directory();
  const env = { KUBECONFIG: [join(dir, 'missing'), join(dir, 'first'), join(dir, 'second')].join(':') };
  expect(loadCluster({}, env)).toMatchObject({ context: 'one', server: 'https://one.example:6443', user: 'u1' });
  expect(loadCluster({ context: 'two' }, env)).toMatchObject({ server: 'https://two.example' });
  expect(loadCluster({}, env).kubeconfigPaths).toEqual([join(dir, 'first'), join(dir, 'second')]);
});

test('nothing found is said; there is no default cluster', () => {
  const dir = temporaryDir();
  expect(problemOf(() => loadCluster({}, { HOME: dir }))).toMatchObject({ type: 'Cluster.NoContext' });
  expect(problemOf(() => loadCluster({}, { KUBECONFIG: join(dir, 'x') })).type).toBe('Cluster.NoContext');
  writeFileSync(join(dir, 'empty'), '');
  expect(problemOf(() => loadCluster({ kubeconfigPath: join(dir, 'empty') }, {}))).toEqual({
    type: 'Cluster.NoContext',
    message: `${join(dir, 'empty')} has no current context`,
  });
});

test('a context that does not exist is named with those that do', () => {
  const path = join(directory(), 'first');
  expect(problemOf(() => loadCluster({ kubeconfigPath: path, context: 'three' }, {}))).toEqual({
    type: 'Cluster.NoContext',
    message: `${path}: there is no context "three" (there are: one, nobody, with-plugin, broken)`,
  });
});

test.each([
  ['a missing file', undefined, /cannot be read \(ENOENT\)$/],
  ['no YAML', '{{{', /is not YAML$/],
  ['a list', '[]', /a mapping was expected$/],
  ['entries without a name', 'clusters: [{cluster: {}}]', /clusters\[0\] has no name$/],
  ['a cluster that does not exist', first.replace('current-context: one', 'current-context: broken'), /"missing"/],
  [
    'a server that is no address',
    first.replace('https://one.example:6443', 'one.example'),
    /no usable server address$/,
  ],
])('%s is a configuration error with a sentence', (_what, content, sentence) => {
  const path = join(temporaryDir(), 'config');
  if (content !== undefined) writeFileSync(path, content);
  const problem = problemOf(() => loadCluster({ kubeconfigPath: path }, {}));
  expect(problem.type).toBe('Cluster.Misconfigured');
  expect(problem.message).toMatch(sentence);
});

test('the kubeconfig for a script has this one context, its namespace, absolute paths and mode 0600', async () => {
  const dir = directory();
  const path = join(dir, 'for-script');
  writeFileSync(path, 'older content', { mode: 0o644 });
  const client = connectCluster(loadCluster({ kubeconfigPath: join(dir, 'first') }, {}));
  await client.writeKubeconfig({ namespace: 'muster-x', path });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(loadYaml(readText(path))).toEqual({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'one',
    clusters: [
      { name: 'c1', cluster: { server: 'https://one.example:6443', 'certificate-authority': join(dir, 'pki/ca.crt') } },
    ],
    users: [{ name: 'u1', user: { 'client-certificate': join(dir, 'u.crt'), 'client-key': '/keys/u.key' } }],
    contexts: [{ name: 'one', context: { cluster: 'c1', user: 'u1', namespace: 'muster-x' } }],
  });
});

test('a plugin given by a relative path is found from the script as well', async () => {
  const dir = directory();
  const cluster = loadCluster({ kubeconfigPath: join(dir, 'first'), context: 'with-plugin' }, {});
  expect(cluster.selected.userFields).toEqual({ exec: { command: join(dir, 'bin/login'), args: ['x'] } });
});

test('a context without a user is used without credentials', async () => {
  const dir = directory();
  const cluster = loadCluster({ kubeconfigPath: join(dir, 'first'), context: 'nobody' }, {});
  expect(cluster.user).toBeUndefined();
  const path = join(dir, 'for-script');
  await connectCluster(cluster).writeKubeconfig({ namespace: 'n', path });
  expect(loadYaml(readText(path))).toMatchObject({ users: [{ name: 'anonymous', user: {} }] });
});

test('a script gets the credentials that its kubeconfig holds now, and none when it names another server', async () => {
  const dir = temporaryDir();
  const source = join(dir, 'config');
  const write = (token: string, server = 'https://one.example:6443') =>
    writeFileSync(
      source,
      JSON.stringify({
        'current-context': 'one',
        clusters: [{ name: 'c', cluster: { server } }],
        users: [{ name: 'u', user: { token } }],
        contexts: [{ name: 'one', context: { cluster: 'c', user: 'u' } }],
      }),
    );
  write('before the login');
  const client = connectCluster(loadCluster({ kubeconfigPath: source }, {}));
  const path = join(dir, 'for-script');
  write('after the login');
  await client.writeKubeconfig({ namespace: 'n', path });
  expect(loadYaml(readText(path))).toMatchObject({ users: [{ name: 'u', user: { token: 'after the login' } }] });
  write('of another', 'https://other.example');
  await expect(client.writeKubeconfig({ namespace: 'n', path })).rejects.toMatchObject({
    type: 'Cluster.Misconfigured',
  });
});
