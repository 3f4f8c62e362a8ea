import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/gate.ts';
import { Installation } from '../support/installation.ts';

let muster: Installation;
beforeAll(() => {
  muster = new Installation();
});
afterAll(async () => {
  await muster[Symbol.asyncDispose]();
});

interface Up {
  readonly temporal: { readonly address: string };
  readonly worker: { readonly taskQueue: string };
}

const SECRET = 'planted-hunter2-planted';

function file(name: string, text: string): string {
  const path = muster.freshPath(name);
  writeFileSync(path, text);
  return path;
}

const pullSecret = () =>
  file(
    'pull.yaml',
    JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'pull' }, stringData: { token: SECRET } }),
  );

const looks = `set -eu
test "$(kubectl get secret pull -o jsonpath='{.data.token}' | base64 -d)" = ${SECRET}
test "$(kubectl get namespace "$1" -o jsonpath='{.metadata.labels.team}')" = storage
test "$(kubectl get resourcequota muster -o jsonpath='{.status.hard.pods}')" = 2
test "$(kubectl get limitrange muster -o jsonpath='{.spec.limits[0].default.memory}')" = 64Mi
test "$(kubectl get networkpolicies -o name | wc -l)" -eq 3
kubectl run root --image=registry.invalid/none --privileged && exit 1
kubectl run quiet --image=registry.invalid/none
`;

/** Every file below the directory whose bytes hold the text. */
function holding(dir: string, text: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
    .filter((path) => readFileSync(path).includes(text));
}

test('every namespace gets what the flags say, before its script; what files hold is in no history', async () => {
  const dir = muster.scenarios({ 'a.sh': looks, 'b.sh': looks });
  const results = muster.freshPath('results');
  const run = await muster.start(
    [
      ['run', dir, '--embedded', '-r', results, '--name', 'fitted'],
      ['--apply', pullSecret(), '--namespace-label', 'team=storage', '--namespace-annotation', 'example.com/who=jo'],
      ['--quota', 'pods=2', '--limit-default', 'memory=64Mi', '--limit-default', 'cpu=10m'],
      ['--network-policy', 'default-deny', '--pod-security', 'baseline'],
    ].flat(),
  );
  const logs = existsSync(join(results, 'a.log')) ? readFileSync(join(results, 'a.log'), 'utf8') : '';
  expect(run.exitCode, run.stderr + logs).toBe(0);
  expect(run.stderr).toContain('namespaces left: 0');
  expect(holding(join(muster.stateDir, 'temporal'), 'fitted')).not.toEqual([]);
  expect(holding(join(muster.stateDir, 'temporal'), SECRET)).toEqual([]);
  expect(holding(results, SECRET)).toEqual([]);
});

describe('is refused with a sentence before anything starts:', () => {
  test.each([
    ['--apply', '/no/such.yaml', 'expected a file that can be read, found nothing'],
    ['--apply', '/tmp', 'expected a file, found a directory'],
    ['--namespace-label', 'muster/run=x', '--namespace-label muster/run: belongs to muster or to Kubernetes'],
    ['--namespace-label', 'team', 'is not key=value'],
    ['--namespace-annotation', 'a b=c', '--namespace-annotation a b: must be a name'],
    ['--quota', 'pods=-1', '--quota pods: must be a quantity'],
    ['--quota', 'pod=1', '--quota pod: must be what a quota counts'],
    ['--limit-default', 'memory=512m', '--limit-default memory: must be bytes such as 512Mi'],
    ['--network-policy', 'deny', 'default-deny'],
    ['--pod-security', 'strict', 'restricted'],
  ])('%s %s', async (flag, value, message) => {
    const dir = muster.scenarios({ 'a.sh': 'exit 0' });
    const run = await muster.muster('run', dir, '--embedded', flag, value);
    expect(run.exitCode, run.stderr).toBe(2);
    expect(run.stderr).toContain(message);
  });

  test('a manifest with a literal namespace, by document and without its content', async () => {
    const dir = muster.scenarios({ 'a.sh': 'exit 0' });
    const path = file(
      'a.yaml',
      `---\n# nothing\n---\napiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: ${SECRET} }`,
    );
    for (const args of [
      ['run', dir],
      ['run', dir, '--dry-run'],
      ['schedule', 'create', 's', dir, '--cron', '0 2 * * *'],
    ]) {
      const run = await muster.muster(...args, '--embedded', '--apply', path);
      expect(run.exitCode, run.stderr).toBe(2);
      expect(run.stderr).toContain(`${path}, document 2: expected no metadata.namespace`);
      expect(run.stderr).not.toContain(SECRET);
    }
  });
});

test('a kind that the cluster does not take ends the run before it makes anything', async () => {
  const dir = muster.scenarios({ 'a.sh': 'exit 0' });
  const results = muster.freshPath('results');
  const node = file('node.yaml', '{apiVersion: v1, kind: Node, metadata: {name: node}}');
  const run = await muster.muster('run', dir, '--embedded', '-r', results, '--apply', node);
  expect(run.exitCode, run.stderr).toBe(2);
  expect(run.stderr).toContain(`${node}, document 1: expected an object that lives in a namespace, found Node of v1`);
  expect(existsSync(results)).toBe(false);
});

test('a file that goes away while the run is on makes the rest errored at once, with its name', async () => {
  const gate = muster.freshPath('gate');
  const dir = muster.scenarios({ 'a.sh': `until test -e ${gate}; do sleep 0.1; done`, 'b.sh': 'exit 0' });
  const results = muster.freshPath('results');
  const path = pullSecret();
  const run = muster.start(['run', dir, '--embedded', '-j', '1', '-r', results, '--name', 'gone', '--apply', path]);
  await until('the first script', () => existsSync(join(results, 'a.log')));
  writeFileSync(path, 'no manifest');
  writeFileSync(gate, '');
  const { exitCode, stderr } = await run;
  expect(exitCode, stderr).toBe(3);
  expect(muster.readJson(results, 'a.json')).toMatchObject({ status: 'passed' });
  expect(muster.readJson(results, 'b.json')).toMatchObject({
    status: 'error',
    reason: 'Namespace.InvalidManifest',
    attempts: [{ attempt: 1 }],
  });
});

test('a schedule and a run that is started by hand take the same', async () => {
  const dir = muster.scenarios({ 'a.sh': 'kubectl get secret pull && kubectl get resourcequota muster' });
  const applied = pullSecret();
  const nightly = muster.freshPath('results');
  const created = await muster.start(
    [
      ['schedule', 'create', 'nightly', dir, '--embedded', '-r', nightly, '--cron', '0 2 * * *'],
      ['--apply', applied, '--quota', 'pods=2'],
    ].flat(),
  );
  expect(created.exitCode, created.stderr).toBe(0);
  expect((await muster.muster('schedule', 'trigger', 'nightly')).exitCode).toBe(0);
  await until('the schedule to fire', () => existsSync(join(nightly, 'a.json')));
  expect(muster.readJson(nightly, 'a.json')).toMatchObject({ status: 'passed' });
  expect((await muster.muster('schedule', 'delete', 'nightly')).exitCode).toBe(0);

  const up = await muster.muster('up', '--profile', 'workloads', '-o', 'json');
  const { temporal, worker } = JSON.parse(up.stdout) as Up;
  const results = muster.freshPath('results');
  const namespaceSetup = { applyFiles: [applied], quota: { pods: '2' } };
  const cli = await muster.temporalProgram();
  await execa(
    cli.path,
    [
      ['workflow', 'execute', `--address=${temporal.address}`, '--type=runWorkflow', '--workflow-id=by-hand'],
      [
        `--task-queue=${worker.taskQueue}`,
        `--input=${JSON.stringify({ scenariosDir: dir, resultsDir: results, namespaceSetup })}`,
      ],
    ].flat(),
  );
  expect(muster.readJson(results, 'a.json')).toMatchObject({ status: 'passed' });
});

test('nothing of all this left a namespace', async () => {
  await until('the last namespace to go', async () => (await muster.namespaces()).length === 0);
  expect(await muster.namespaces()).toEqual([]);
});
