import { writeFileSync } from 'node:fs';
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

/** A kubeconfig of which only the server is wrong. */
function kubeconfigTo(server: string): string {
  const path = muster.freshPath('kubeconfig');
  const name = 'away';
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server, 'insecure-skip-tls-verify': true } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [{ name, user: { token: 'none' } }],
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

describe('is refused with a sentence, the fix and its exit code, before anything starts:', () => {
  test('a directory that does not exist', async () => {
    const run = await muster.muster('run', '-s', '/no/such/directory', '--embedded');
    expect(run.exitCode, run.stderr).toBe(2);
    expect(run.stderr).toContain('/no/such/directory');
  });

  test('a selection that matches nothing', async () => {
    const dir = muster.scenarios({ 'a.sh': 'exit 0' });
    const run = await muster.muster('run', dir, '--tag', 'no-such-tag', '--embedded');
    expect(run.exitCode, run.stderr).toBe(5);
    expect(run.stderr).toContain('no-such-tag');
  });

  test('metadata that is malformed: file, line and what was expected', async () => {
    const dir = muster.scenarios({ 'bad.sh': '#!/bin/bash\n# @meta\n# name: ok\n# timeout: 10\n# @endmeta\n' });
    const run = await muster.muster('run', dir, '--embedded');
    expect(run.exitCode, run.stderr).toBe(2);
    expect(run.stderr).toMatch(/bad\.sh:4/);
    expect(run.stderr).toContain('unit');
    const validated = await muster.muster('validate', dir);
    expect(validated.exitCode).toBe(2);
    expect(validated.stdout + validated.stderr).toMatch(/bad\.sh:4/);
  });

  test('a results directory that cannot be written', async () => {
    const dir = muster.scenarios({ 'a.sh': 'exit 0' });
    const file = muster.freshPath('a-file');
    writeFileSync(file, '');
    const run = await muster.muster('run', dir, '--embedded', '-r', `${file}/results`);
    expect(run.exitCode, run.stderr).toBe(2);
    expect(run.stderr).toContain(`${file}/results`);
  });

  test('no kubectl context: nothing falls back to another cluster', async () => {
    const dir = muster.scenarios({ 'a.sh': 'exit 0' });
    const run = await muster.muster('run', dir);
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stderr).toContain('--embedded');
  });

  test('a cluster that cannot be reached', async () => {
    const dir = muster.scenarios({ 'a.sh': 'exit 0' });
    const run = await muster.muster('run', dir, '--kubeconfig', kubeconfigTo('https://127.0.0.1:9'));
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stderr).toContain('127.0.0.1:9');
  });

  test('a Temporal that cannot be reached', async () => {
    const dir = muster.scenarios({ 'a.sh': 'exit 0' });
    const run = await muster.start(['run', dir, '--embedded'], { env: { TEMPORAL_ADDRESS: '127.0.0.1:9' } });
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.stderr).toContain('127.0.0.1:9');
  });

  test.each([
    ['--max-parallel', '0'],
    ['--max-parallel', 'many'],
    ['--retries', '-1'],
    ['--timeout', '10'],
    ['--namespace-prefix', 'Upper_Case'],
    ['--grep', '('],
    ['--name', 'a/b'],
    ['--no-such-flag'],
  ])('%s %s', async (...flags) => {
    const dir = muster.scenarios({ 'a.sh': 'exit 0' });
    const run = await muster.muster('run', dir, '--embedded', ...flags);
    expect(run.exitCode, run.stderr).toBe(2);
    expect(run.stderr).toContain(flags[0]);
  });
});

test('a scenario whose name is longer than Kubernetes allows runs all the same', async () => {
  const name = `${'Very_Long.Name-'.repeat(14)}.sh`;
  const dir = muster.scenarios({ [name]: 'kubectl get namespace "$1" && test ${#1} -le 63 && test ${#2} -le 53' });
  const run = await muster.muster('run', dir, '--embedded', '-r', muster.freshPath('results'));
  expect(run.exitCode, run.stderr).toBe(0);
});

test('a second open run of one name, or in one results directory, is refused; the first goes on', async () => {
  const gate = muster.freshPath('gate');
  const dir = muster.scenarios({ 'waits.sh': `until test -e ${gate}; do sleep 0.1; done` });
  const results = muster.freshPath('results');
  const first = muster.start(['run', dir, '--embedded', '-r', results, '--name', 'one']);
  await until('it to run', async () => (await muster.muster('status', 'one')).exitCode === 0);
  const sameName = await muster.muster('run', dir, '--embedded', '-r', muster.freshPath('r'), '--name', 'one');
  expect(sameName.exitCode, sameName.stderr).toBe(2);
  const sameResults = await muster.muster('run', dir, '--embedded', '-r', results, '--name', 'two');
  expect(sameResults.exitCode, sameResults.stderr).toBe(2);
  expect(sameResults.stderr).toContain(results);
  writeFileSync(gate, '');
  expect((await first).exitCode).toBe(0);
});

test('a run whose queue nobody polls says so and how to start a worker', async () => {
  const dir = muster.scenarios({ 'a.sh': 'exit 0' });
  const run = await muster.muster('run', dir, '--task-queue', 'nobody', '-r', muster.freshPath('r'));
  expect(run.exitCode, run.stderr).toBe(3);
  expect(run.stderr).toContain('muster worker');
});

test('a list that is longer than what a pipe takes at once arrives whole', async () => {
  const names = Array.from({ length: 3_000 }, (_, index) => `${String(index).padStart(60, 'long-')}.sh`);
  const dir = muster.scenarios(Object.fromEntries(names.map((name) => [name, 'exit 0'])));
  const listed = await muster.muster('run', dir, '--list');
  expect(listed.stdout.split('\n')).toHaveLength(3_000);
});

test('an unknown run is refused with the nearest names', async () => {
  const status = await muster.muster('status', 'onn');
  expect(status.exitCode, status.stderr).toBe(2);
  expect(status.stderr).toContain('onn');
});

test('nothing of all this left a namespace', async () => {
  expect(await muster.namespaces()).toEqual([]);
});
