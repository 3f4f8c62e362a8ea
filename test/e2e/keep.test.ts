import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweepOrphans } from '../../src/activities/sweep/sweep-orphans.ts';
import type { KubernetesClient } from '../../src/kubernetes/index.ts';
import { connectCluster, loadCluster } from '../../src/kubernetes/index.ts';
import { HOUR_MS } from '../../src/shared/limits.ts';
import { fakeActivity } from '../support/cluster.ts';
import { until } from '../support/gate.ts';
import { Installation } from '../support/installation.ts';

let muster: Installation;
let kubernetes: KubernetesClient;
beforeAll(async () => {
  muster = new Installation();
  const up = await muster.muster('up', '--profile', 'workloads');
  expect(up.exitCode, up.stderr).toBe(0);
  kubernetes = connectCluster(loadCluster({ kubeconfigPath: muster.kubeconfigPath }, {}));
});
afterAll(async () => {
  // First: when the servers did not start there is no client, and what did start must end all the same.
  await muster[Symbol.asyncDispose]();
  kubernetes.close();
});

interface Status {
  readonly progress: { readonly kept?: readonly { readonly name: string; readonly untilMs: number }[] };
}

const start = (dir: string, name: string, results: string, ...flags: string[]) =>
  muster.start(['run', dir, '--embedded', '-r', results, '--name', name, ...flags]);

async function annotation(namespace: string, key: string): Promise<string | undefined> {
  return (await kubernetes.getNamespace(namespace))?.annotations[`muster/${key}`];
}

const nameOf = (line: string) => line.replace('namespace/', '');

/** The janitor's own sweep, on a clock of the test's: nobody waits for an hour here. Only what this test has made. */
async function sweepAt(now: number, names: readonly string[]): Promise<readonly string[]> {
  const onlyThese = {
    ...kubernetes,
    listNamespaces: async (options: Parameters<KubernetesClient['listNamespaces']>[0]) =>
      (await kubernetes.listNamespaces(options)).filter(({ name }) => names.includes(name)),
  };
  const temporalServer = {
    namespaceId: () => Promise.resolve('of-another-installation'),
    isOwnerOpen: () => Promise.reject(new Error('nobody is asked about what is past its expiry')),
  };
  const sweep = sweepOrphans({ kubernetes: onlyThese, activity: () => fakeActivity(), now: () => now, temporalServer });
  return (await sweep()).deleted.map(({ name }) => name);
}

test('what failed stays for a look, says how, is extended, and goes when it is released', async () => {
  const dir = muster.scenarios({
    'net/bad.sh': 'kubectl create configmap evidence --from-literal=a=b; exit 3',
    'good.sh': 'true',
  });
  const results = muster.freshPath('results');
  const run = await start(dir, 'failed', results, '--keep', 'on-failure', '--keep-for', '3h');
  expect(run.exitCode, run.stderr).toBe(1);
  const [line, ...others] = await muster.namespaces('failed');
  expect(others).toEqual([]);
  const namespace = nameOf(line ?? '');
  expect(run.stderr).toContain('namespaces left: 0, kept: 1');
  expect(run.stderr).toContain('kept net/bad.sh until ');
  expect(run.stderr).toContain(`kubectl --kubeconfig ${muster.kubeconfigPath} get all -n ${namespace}`);
  expect(run.stderr).toContain('muster release failed net/bad.sh');
  expect(await muster.kubectl('get', 'configmap', 'evidence', '-n', namespace, '-o', 'name')).toContain('evidence');
  expect(muster.readJson(results, 'bad.json')).toHaveProperty('kept_until');
  expect(muster.readJson(results, 'good.json')).not.toHaveProperty('kept_until');
  expect(muster.readJson(results, '.muster', 'run.json')).toMatchObject({ kept: [{ name: namespace }] });

  const extended = await muster.muster('keep', 'failed', 'bad', '--for', '20h');
  expect(extended.exitCode, extended.stderr).toBe(0);
  const inHours = (Date.parse((await annotation(namespace, 'keep-until')) ?? '') - Date.now()) / HOUR_MS;
  expect(inHours).toBeGreaterThan(19);
  expect(inHours).toBeLessThanOrEqual(20);
  expect(await annotation(namespace, 'expires-at')).toBe(await annotation(namespace, 'keep-until'));

  expect((await muster.muster('status', 'failed')).stdout, 'as it is now').toMatch(/until .* \((19|20)h/);

  const released = await muster.muster('release', 'failed', 'net/bad.sh');
  expect(released.exitCode, released.stderr).toBe(0);
  expect(released.stderr).toContain(`${namespace} is gone`);
  expect(await muster.namespaces('failed')).toEqual([]);
  expect((await muster.muster('status', 'failed')).stdout).toMatch(/^namespaces left: 0$/m);
  for (const command of ['keep', 'release']) {
    const late = await muster.muster(command, 'failed', 'bad');
    expect(late.exitCode, late.stderr).toBe(2);
    expect(late.stderr).toContain('The namespace of net/bad.sh is gone');
  }
});

test('a janitor leaves it alone until its time is up, and deletes it then', async () => {
  const dir = muster.scenarios({ 'bad.sh': 'exit 3' });
  const run = await start(dir, 'expires', muster.freshPath('results'), '--keep-for', '1h');
  expect(run.exitCode, run.stderr).toBe(1);
  const names = (await muster.namespaces('expires')).map(nameOf);
  expect(names).toHaveLength(1);
  expect(await sweepAt(Date.now() + 0.9 * HOUR_MS, names)).toEqual([]);
  expect(await sweepAt(Date.now() + 1.1 * HOUR_MS, names)).toEqual(names);
  await until('it to go', async () => (await muster.namespaces('expires')).length === 0);
});

test('a scenario can be kept and let go while it runs, by name', async () => {
  const gate = muster.freshPath('gate');
  const script = `until test -e ${gate}; do sleep 0.1; done`;
  const dir = muster.scenarios({ 'one.sh': script, 'two.sh': script, 'later.sh': script });
  const run = start(dir, 'running', muster.freshPath('results'), '-j', '2', '--keep', 'always');
  await until('it to run', async () => (await muster.namespaces('running')).length === 2);
  const kept = await muster.muster('keep', 'running', 'later', '--for', '4h');
  expect(kept.exitCode, kept.stderr).toBe(0);
  expect(kept.stderr).toContain('later.sh stays for 4h after its end');
  expect((await muster.muster('release', 'one.sh')).exitCode).toBe(0);
  const unknown = await muster.muster('keep', 'running', 'tow');
  expect(unknown.exitCode, unknown.stderr).toBe(2);
  expect(unknown.stderr).toContain('did you mean two.sh?');
  writeFileSync(gate, '');
  const { exitCode, stderr } = await run;
  expect(exitCode, stderr).toBe(0);
  expect(stderr).toContain('namespaces left: 0, kept: 2');
  expect(stderr).not.toContain('kept one.sh');
  const all = await muster.muster('release', 'running', '--all');
  expect(all.exitCode, all.stderr).toBe(0);
  expect(await muster.namespaces('running')).toEqual([]);
});

test('of one that has ended in an open run, the run hears what is done on the cluster', async () => {
  const gate = muster.freshPath('gate');
  const dir = muster.scenarios({ 'bad.sh': 'exit 3', 'slow.sh': `until test -e ${gate}; do sleep 0.1; done` });
  const run = start(dir, 'open', muster.freshPath('results'), '--keep', 'on-failure');
  const status = async () => JSON.parse((await muster.muster('status', 'open', '-o', 'json')).stdout || '{}') as Status;
  const keptOnes = async () => (await status()).progress?.kept ?? [];
  await until('it to be kept', async () => (await keptOnes()).length === 1);
  expect((await muster.muster('keep', 'open', 'bad', '--for', '30h')).exitCode).toBe(0);
  const [kept] = await keptOnes();
  expect(kept?.untilMs).toBeGreaterThan(Date.now() + 29 * HOUR_MS);
  expect((await muster.muster('release', 'open', 'bad')).exitCode).toBe(0);
  expect(await keptOnes()).toEqual([]);
  writeFileSync(gate, '');
  const { exitCode, stderr } = await run;
  expect(exitCode, stderr).toBe(1);
  expect(stderr).toMatch(/^namespaces left: 0$/m);
  expect(await muster.namespaces('open')).toEqual([]);
});

test('kill -9 of the worker between the end of the script and the mark: it is kept once it is back', async () => {
  const marker = muster.freshPath('ended');
  const { children } = muster.readJson<{ children: readonly { name: string; pid: number }[] }>(
    join(muster.stateDir, 'background.json'),
  );
  const worker = children.find(({ name }) => name.startsWith('worker'))?.pid ?? 0;
  // The trap runs as the script ends: what follows in the worker is its answer and the mark.
  const dir = muster.scenarios({ 'bad.sh': `trap 'touch ${marker}' EXIT\nexit 3` });
  const run = start(dir, 'killed', muster.freshPath('results'), '--keep', 'on-failure');
  await until('the script to end', () => existsSync(marker));
  process.kill(worker, 'SIGKILL');
  const { exitCode, stderr } = await run;
  // Its answer may have been lost with the worker: then the script ran once more, and said the same.
  expect(exitCode, stderr).toBe(1);
  expect(stderr).toContain('namespaces left: 0, kept: 1');
  const names = await muster.namespaces('killed');
  expect(names).toHaveLength(1);
  expect(await annotation(nameOf(names[0] ?? ''), 'keep-until')).toBeDefined();
  expect((await muster.muster('release', 'killed', '--all')).exitCode).toBe(0);
});

describe('is refused with a sentence and exit 2:', () => {
  test.each([
    [['keep', 'no-such-run', 'a'], 'There is no run named "no-such-run"'],
    [['keep', 'failed', 'no-such-scenario'], 'there is no scenario "no-such-scenario"'],
    [['release', 'failed', 'good'], 'The namespace of good.sh is gone'],
    [['release', 'failed'], '--all'],
    [['keep', 'failed', 'bad', '--for', '0'], 'is not a duration'],
    [['keep', 'failed', 'bad', '--for', '0s'], 'out of range'],
    [['keep', 'failed', 'bad', '--for', '8d'], 'from 1m to 7d'],
    [['keep', 'failed', 'bad', '--kubeconfig', '/no/such/file'], '/no/such/file'],
    [['run', '--embedded', '--keep', 'sometimes'], 'Allowed choices are never, on-failure, always'],
    [['run', '--embedded', '--keep-for', '8d'], '--keep-for: "8d" is out of range'],
  ])('muster %j', async (args, sentence) => {
    const { exitCode, stderr } = await muster.muster(...args);
    expect(exitCode, stderr).toBe(2);
    expect(stderr).toContain(sentence);
  });
});
