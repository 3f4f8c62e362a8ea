import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunResult } from '../../src/shared/run-progress.ts';
import { Installation } from '../support/installation.ts';

let muster: Installation;
beforeAll(() => {
  muster = new Installation();
});
afterAll(async () => {
  await muster[Symbol.asyncDispose]();
});

const held = JSON.stringify({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'orders', finalizers: ['example.com/hold'] },
});

test('a namespace that does not go: exit 3, what holds it and how to look at it; nothing is taken off by force', async () => {
  const dir = muster.scenarios({ 'held.sh': `echo '${held}' | kubectl create -f -`, 'fine.sh': 'true' });
  const resultsDir = muster.freshPath('results');
  const flags = ['--embedded', '--name', 'held', '--stuck-after', '10s', '-r', resultsDir, '-o', 'json'];
  const { exitCode, stdout, stderr } = await muster.muster('run', dir, ...flags);
  expect(exitCode).toBe(3);
  const { totals, stuck, namespacesLeft } = (JSON.parse(stdout) as { readonly result: RunResult }).result;
  expect({ totals, namespacesLeft }).toMatchObject({ totals: { passed: 2 }, namespacesLeft: 1 });
  const name = stuck[0]?.name ?? '';
  const lines = stderr.split('\n');
  expect(lines).toContain(`! stuck namespace ${name}  Namespace.Stuck`);
  expect(lines).toContain('  configmaps/orders: finalizer example.com/hold');
  expect(stderr).toMatch(/^ {2}NamespaceFinalizersRemaining: .*example\.com\/hold/m);
  expect(stderr).toMatch(new RegExp(`^ {2}look kubectl .*get configmaps orders -n ${name} -o yaml$`, 'm'));
  expect(muster.readJson(resultsDir, 'aggregated.json')).toMatchObject({ stuck_namespaces: stuck });

  const status = await muster.muster('status', 'held', '--exit-status');
  expect(status.exitCode).toBe(3);
  expect(status.stdout).toContain('configmaps/orders: finalizer example.com/hold');
  expect(await muster.namespaces('held')).toEqual([`namespace/${name}`]);
  const finalizers = await muster.kubectl(
    'get',
    'configmap',
    'orders',
    '-n',
    name,
    '-o',
    'jsonpath={.metadata.finalizers}',
  );
  expect(finalizers).toBe('["example.com/hold"]');
  await muster.kubectl(
    'patch',
    'configmap',
    'orders',
    '-n',
    name,
    '--type=merge',
    '-p',
    '{"metadata":{"finalizers":[]}}',
  );
});

test.each([
  ['--stuck-after', '0s', 'run', '.'],
  ['--stuck-after', '2d', 'run', '.'],
  ['--stuck-after', 'soon', 'run', '.'],
  ['--metrics-address', 'here', 'worker', '--task-queue=q'],
  ['--metrics-address', '127.0.0.1', 'worker', '--task-queue=q'],
])('%s %s is refused with a sentence', async (flag, value, ...command) => {
  const { exitCode, stderr } = await muster.muster(...command, flag, value);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`${flag}: "${value}" is `);
});
