import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { beforeEach, expect, inject, test } from 'vitest';
import { createNamespace } from '../../src/activities/namespaces/create-namespace.ts';
import { KubernetesError, type KubernetesClient } from '../../src/kubernetes/index.ts';
import { resultsLayout } from '../../src/results/index.ts';
import { fakeActivity, testCluster, testNamespace, testOwner } from '../support/cluster.ts';
import { scriptRig, type ScriptRig } from '../support/run-script.ts';

let kubernetes: KubernetesClient;
let namespace: string;
const env = () => ({ PATH: `${inject('toolsDir')}${delimiter}${process.env['PATH'] ?? ''}` });

beforeEach(async () => {
  kubernetes = testCluster();
  namespace = await limitedNamespace();
});

async function limitedNamespace(): Promise<string> {
  const create = createNamespace({ kubernetes, activity: fakeActivity });
  const name = testNamespace(kubernetes, 'access');
  await create({ name, owner: testOwner(), expiresAtMs: Date.now() + 3_600_000, access: 'namespace' });
  return name;
}

async function limitedRig(source: string, more: Parameters<typeof scriptRig>[1] = {}): Promise<ScriptRig> {
  const settings = { access: 'namespace' as const, ...more.settings };
  return await scriptRig(source, { kubernetes, env: env(), ...more, settings, input: { namespace, ...more.input } });
}

async function logOf(rig: ScriptRig): Promise<string> {
  return await readFile(resultsLayout(rig.input.settings.resultsDir).log('a'), 'utf8');
}

/** The real thing, but for what is given. */
function kubernetesWith(access: Partial<KubernetesClient['scenarioAccess']>): KubernetesClient {
  return { ...kubernetes, scenarioAccess: { ...kubernetes.scenarioAccess, ...access } };
}

const away = () =>
  new KubernetesError({ type: 'Cluster.Unavailable', retryable: true, outcome: 'unknown', message: 'away' });

test('kubectl and helm do in its own namespace whatever charts need, roles included', async () => {
  const rig = await limitedRig(`set -eu
kubectl auth whoami -o jsonpath='{.status.userInfo.username}{"\\n"}'
kubectl create configmap mine --from-literal=a=1 >/dev/null
kubectl create role reader --verb=get,list --resource=pods >/dev/null
kubectl create rolebinding reader --role=reader --serviceaccount="$1:default" >/dev/null
helm install "$2" "${process.cwd()}/examples/charts/web" >/dev/null
helm list --short
kubectl delete configmap mine
`);
  const result = await rig.run();
  const log = await logOf(rig);
  expect(result, log).toMatchObject({ status: 'passed' });
  expect(log).toBe(
    `system:serviceaccount:${namespace}:muster-scenario\na-1\nconfigmap "mine" deleted from ${namespace} namespace\n`,
  );
});

test('another scenario’s namespace, nodes and namespaces are out of its reach, and its own quota', async () => {
  const other = await limitedNamespace();
  const rig = await limitedRig(`
try() { if "$@" >/dev/null 2>&1; then echo "did: $*"; else echo refused; fi; }
try kubectl get pods -n ${other}
try kubectl create configmap x -n ${other}
try kubectl delete namespace ${other}
try kubectl delete namespace "$1"
try kubectl create namespace ${other}-b
try kubectl get nodes
try kubectl get namespaces
try kubectl get secrets -n kube-system
try kubectl create clusterrolebinding x --clusterrole=cluster-admin --serviceaccount="$1:default"
try kubectl create rolebinding x --clusterrole=cluster-admin --serviceaccount="$1:default"
try kubectl create quota q --hard=pods=1
try kubectl create token default -n ${other}
try kubectl auth whoami --as=system:admin
`);
  await rig.run();
  expect(await logOf(rig)).toBe('refused\n'.repeat(13));
  expect(await kubernetes.getNamespace(other)).toMatchObject({ terminating: false });
});

test('a script that was refused and fails says so, and names the key; one that passes all the same has passed', async () => {
  const source = 'kubectl get nodes; exit "${CODE:-1}"';
  const rig = await limitedRig(source);
  expect(await rig.run()).toMatchObject({
    status: 'failed',
    reason: 'access-denied',
    exitCode: 1,
    message:
      'exit code 1; refused outside its namespace (list nodes at the cluster scope): ' +
      'set "access: cluster" in its metadata or run with --access cluster',
  });
  const scenario = { ...rig.input.scenario, env: { CODE: '0' } };
  expect(await rig.run({ scenario })).toMatchObject({ status: 'passed' });
  const own = await limitedRig('kubectl create quota q --hard=pods=1');
  expect(await own.run()).toMatchObject({
    reason: 'access-denied',
    message: expect.stringMatching(/^exit code 1; refused in its own namespace \(create resourcequotas\)/) as string,
  });
});

test('metadata wins over the run: the caller’s own credentials, and the other way round', async () => {
  const script = `kubectl get nodes >/dev/null && echo "\${HELM_KUBETOKEN-none}"`;
  const rig = await limitedRig(script, { scenario: { access: 'cluster' } });
  expect(await rig.run()).toMatchObject({ status: 'passed' });
  const limited = await limitedRig(script, { settings: { access: 'cluster' }, scenario: { access: 'namespace' } });
  expect(await limited.run()).toMatchObject({ status: 'failed', reason: 'access-denied' });
  const caller = await limitedRig(script, { settings: { access: 'cluster' } });
  expect(await caller.run()).toMatchObject({ status: 'passed' });
});

test('nothing of the caller’s credentials is in its kubeconfig or its environment', async () => {
  const rig = await limitedRig(`set -eu
kubectl config view --raw -o json
kubectl config view --minify -o jsonpath='{"\\n"}{..namespace}'
env | grep -c CALLERS || true
`);
  const environmentFile = join(rig.dir, 'environment.json');
  const names = ['HELM_KUBETOKEN', 'HELM_KUBECONTEXT', 'HELM_KUBEAPISERVER', 'KUBERNETES_SERVICE_HOST', 'KUBE_TOKEN'];
  const callers = Object.fromEntries(names.map((name) => [name, 'CALLERS']));
  await writeFile(environmentFile, JSON.stringify({ ...env(), KUBECONFIG: inject('kubeconfigPath'), ...callers }));
  const result = await rig.run({ settings: { ...rig.input.settings, environmentFile } });
  const log = await logOf(rig);
  expect(result, log).toMatchObject({ status: 'passed' });
  const [json = '', rest] = log.split('\n}\n');
  const config = JSON.parse(`${json}}`) as { users: { name: string; user: object }[]; clusters: { cluster: object }[] };
  expect(config.users).toEqual([
    { name: 'muster-scenario', user: { token: '***', tokenFile: expect.stringMatching(/\/token$/) as string } },
  ]);
  expect(Object.keys(config.clusters[0]?.cluster ?? {}).toSorted()).toEqual(['certificate-authority-data', 'server']);
  expect(rest).toBe(`\n${namespace}0\n`);
});

test('its kubeconfig and token are files of mode 0600 in a private directory that is gone afterwards', async () => {
  const rig = await limitedRig('cd "${KUBECONFIG%/*}"; stat -c "%a %n" . kubeconfig token; pwd');
  await rig.run();
  const lines = (await logOf(rig)).trimEnd().split('\n');
  expect(lines.slice(0, 3)).toEqual(['700 .', '600 kubeconfig', '600 token']);
  expect(existsSync(lines[3] ?? '')).toBe(false);
});

const untilRenewed = `set -eu
token=\${KUBECONFIG%/*}/token
first=$(cat "$token")
for _ in $(seq 200); do [ "$(cat "$token")" = "$first" ] || break; sleep 0.1; done
[ "$(cat "$token")" != "$first" ] || { echo never renewed; exit 1; }
`;

test('the token is renewed while the script runs, in its file and in the kubeconfig, and told to the redaction', async () => {
  const requestToken: typeof kubernetes.scenarioAccess.requestToken = async (...given) => ({
    ...(await kubernetes.scenarioAccess.requestToken(...given)),
    lifeMs: 3_000,
  });
  const rig = await limitedRig(
    `${untilRenewed}
new=$(cat "$token")
for _ in $(seq 50); do grep -qF "$new" "$KUBECONFIG" && break; sleep 0.1; done
grep -qF "$new" "$KUBECONFIG" && kubectl get configmaps >/dev/null
echo "$first $new"
`,
    { kubernetes: kubernetesWith({ requestToken }) },
  );
  const result = await rig.run();
  expect(result, await logOf(rig)).toMatchObject({ status: 'passed' });
  expect(await logOf(rig)).toBe('*** ***\n');
});

test('what client-go reads is the file, not the token that stands in the kubeconfig', async () => {
  const rig = await limitedRig(`sed -i 's/ token: .*/ token: stale/' "$KUBECONFIG"
grep -c 'token: stale' "$KUBECONFIG"; kubectl get configmaps -o name; helm list`);
  const result = await rig.run();
  expect(result, await logOf(rig)).toMatchObject({ status: 'passed' });
  expect(await logOf(rig)).toMatch(/^1\nconfigmap\/kube-root-ca.crt\n/);
});

test('a renewal that fails is told and tried again; the script does not notice', async () => {
  const warnings: object[] = [];
  let requests = 0;
  const requestToken: typeof kubernetes.scenarioAccess.requestToken = async (...given) => {
    requests += 1;
    if (requests === 2) throw away();
    return { ...(await kubernetes.scenarioAccess.requestToken(...given)), lifeMs: 400 };
  };
  const rig = await limitedRig(`${untilRenewed} kubectl get configmaps >/dev/null`, {
    kubernetes: kubernetesWith({ requestToken }),
    warn: (_message, details) => warnings.push(details),
  });
  expect(await rig.run(), await logOf(rig)).toMatchObject({ status: 'passed' });
  expect(warnings).toEqual([{ namespace, error: 'away' }]);
});

test('an API server that is away for a moment costs the first token a moment; one that refuses ends the attempt', async () => {
  let requests = 0;
  const requestToken: typeof kubernetes.scenarioAccess.requestToken = async (...given) => {
    requests += 1;
    if (requests === 1) throw away();
    return await kubernetes.scenarioAccess.requestToken(...given);
  };
  const rig = await limitedRig('kubectl get configmaps', { kubernetes: kubernetesWith({ requestToken }) });
  expect(await rig.run()).toMatchObject({ status: 'passed' });
  const gone = await limitedRig('true', { input: { namespace: `${namespace}-b` } });
  await expect(gone.run()).rejects.toMatchObject({ type: 'Cluster.NotFound' });
});

test('the caller’s own credentials need no token and no account', async () => {
  const refuse = () => Promise.reject(new Error('not asked for'));
  const rig = await limitedRig('kubectl get nodes', {
    settings: { access: 'cluster' },
    kubernetes: kubernetesWith({ requestToken: refuse, writeFiles: refuse }),
  });
  expect(await rig.run()).toMatchObject({ status: 'passed' });
});
