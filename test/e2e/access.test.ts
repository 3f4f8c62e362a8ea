import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Installation } from '../support/installation.ts';

let muster: Installation;
beforeAll(() => {
  muster = new Installation();
});
afterAll(async () => {
  await muster[Symbol.asyncDispose]();
});

const withMetadata = (line: string, text: string) => `# @meta\n# ${line}\n# @endmeta\n${text}`;

test('scripts limited to their namespace work in it, fail with the reason outside of it, and the first line says so', async () => {
  const chart = join(import.meta.dirname, '../../examples/charts/web');
  const dir = muster.scenarios({
    'installs.sh': `set -eu; helm install "$2" ${chart} --wait --timeout 60s; kubectl get deployment "$2-web" -o name`,
    'looks-elsewhere.sh': 'kubectl get secrets -n kube-system',
    'makes-a-namespace.sh': 'helm install "$2" . --create-namespace -n "$1-b" || kubectl create namespace "$1-b"',
  });
  const results = muster.freshPath('results');
  const run = await muster.muster(
    'run',
    dir,
    '--embedded',
    '--access',
    'namespace',
    '-r',
    results,
    '--name',
    'limited',
  );

  expect(run.stderr).toMatch(/^▸ run limited · cluster \S+ \(\S+\) · scripts limited to their namespace$/m);
  expect(run.exitCode, run.stderr).toBe(1);
  expect(run.stderr).toContain('namespaces left: 0');
  expect(muster.readJson(results, 'installs.json'), readFileSync(join(results, 'installs.log'), 'utf8')).toMatchObject({
    status: 'passed',
  });
  const why = (what: string) =>
    `exit code 1; refused outside its namespace (${what}): set "access: cluster" in its metadata or run with --access cluster`;
  expect(muster.readJson(results, 'looks-elsewhere.json')).toMatchObject({
    status: 'failed',
    reason: 'access-denied',
    error: why('list secrets in the namespace kube-system'),
  });
  expect(muster.readJson(results, 'makes-a-namespace.json')).toMatchObject({
    reason: 'access-denied',
    error: why('create namespaces at the cluster scope'),
  });
});

test('metadata limits a single scenario, and the first line says how many', async () => {
  const dir = muster.scenarios({
    'free.sh': 'kubectl get nodes',
    'limited.sh': withMetadata('access: namespace', '! kubectl get nodes && kubectl get configmaps'),
  });
  const run = await muster.muster('run', dir, '--embedded', '-r', muster.freshPath('results'), '--name', 'mixed');
  expect(run.stderr).toMatch(/ · your credentials, 1 of 2 limited to their namespace$/m);
  expect(run.exitCode, run.stderr).toBe(0);
});
