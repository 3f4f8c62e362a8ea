import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checked } from '../../../src/client/doctor/checked.ts';
import { clockCheck, isInContainer, isLoopback, rightsCheck } from '../../../src/client/doctor/cluster-checks.ts';
import { backgroundCheck, programsCheck } from '../../../src/client/doctor/local-checks.ts';
import { directoryCheck, nodeCheck, spaceCheck } from '../../../src/client/doctor/machine-checks.ts';
import { checkLines } from '../../../src/client/view/check-lines.ts';
import { plain } from '../../../src/client/view/paint.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { callProgram } from '../support/call-program.ts';

const running = { running: true, pid: 7, version: '1.0.0', startedAtMs: 0, stopping: false, workers: [] } as const;

it.each([
  ['20.20.2', 'ok'],
  ['24.1.0', 'ok'],
  ['20.19.9', 'failed'],
  ['18.20.0', 'failed'],
])('Node %s is %s', (version, status) => {
  expect(nodeCheck(version).status).toBe(status);
});

it.each([
  [50 * 1024 ** 3, 'ok'],
  [1024 ** 3, 'warning'],
  [1024 ** 2, 'failed'],
])('%d bytes of disk are %s', (bytes, status) => {
  expect(spaceCheck('disk', bytes, '/state').status).toBe(status);
});

it.each([
  [undefined, 'ok'],
  [1_000, 'ok'],
  [-120_000, 'warning'],
  [120_000, 'warning'],
])('a clock that is %s ms ahead is %s', (ms, status) => {
  expect(clockCheck(ms).status).toBe(status);
});

it('rights that are missing are named in the words of kubectl', () => {
  expect(rightsCheck([]).status).toBe('ok');
  const missing = rightsCheck([{ verb: 'delete', group: '', resource: 'namespaces' }]);
  expect(missing).toMatchObject({ status: 'failed', text: 'missing: delete namespaces' });
});

it.each([
  ['https://127.0.0.1:6443', true],
  ['https://localhost:6443', true],
  ['https://[::1]:6443', true],
  ['https://10.0.0.1', false],
  ['https://127.example.com.evil', true],
])('%s is this machine: %s', (server, expected) => {
  // A name that begins like an address would only cost a line of advice.
  expect(isLoopback(server)).toBe(expected);
});

it('a container is known by what its engine leaves in it', () => {
  expect(isInContainer({}, () => false)).toBe(false);
  expect(isInContainer({}, (path) => path === '/.dockerenv')).toBe(true);
  expect(isInContainer({ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, () => false)).toBe(true);
});

it('a background process of another version, or with a server that gave up, is not well', () => {
  expect(backgroundCheck({ running: false }, '1.0.0').status).toBe('ok');
  expect(backgroundCheck(running, '1.0.0').status).toBe('ok');
  expect(backgroundCheck(running, '2.0.0').status).toBe('warning');
  const temporal = { phase: 'gave-up', restartCount: 10, problem: 'no memory' } as const;
  expect(backgroundCheck({ ...running, temporal }, '1.0.0')).toMatchObject({ status: 'failed' });
});

it('programs that are not there are a matter of time, not of failure', () => {
  const found = { path: '/bin/etcd', version: '3.6.16', source: 'cache' };
  expect(programsCheck([{ name: 'etcd', wanted: '3.6.16', tried: [], found }]).text).toBe('etcd 3.6.16 (cache)');
  expect(programsCheck([{ name: 'etcd', wanted: '3.6.16', tried: [] }]).status).toBe('warning');
});

it('a directory is looked at, never made', async () => {
  const dir = await temporaryDirectory({ 'a-file': '' });
  expect((await directoryCheck('state', join(dir, 'not', 'yet'), 'fix')).status).toBe('ok');
  expect(existsSync(join(dir, 'not'))).toBe(false);
  expect((await directoryCheck('state', join(dir, 'a-file', 'x'), 'fix')).status).toBe('failed');
});

it.skipIf(process.getuid?.() === 0)('a directory without the right to write is a failure', async () => {
  const dir = join(await temporaryDirectory(), 'closed');
  mkdirSync(dir);
  chmodSync(dir, 0o500);
  expect((await directoryCheck('state', dir, 'fix')).status).toBe('failed');
});

it('what a look throws is a finding with its code and advice', async () => {
  const error = Object.assign(new Error('nobody answers'), { type: 'Cluster.Unavailable' });
  const [check] = await checked('cluster', () => Promise.reject(error));
  expect(check).toMatchObject({ name: 'cluster', status: 'failed', text: 'nobody answers (Cluster.Unavailable)' });
  expect(check?.fix[0]).toContain('kubectl cluster-info');
});

it('findings stand in columns, with what helps below them and a count at the end', () => {
  const checks = [
    { name: 'node', status: 'ok', text: '20.20.2', fix: [] },
    { name: 'cluster', status: 'failed', text: 'away', fix: ['wait'] },
  ] as const;
  expect(checkLines(checks, plain)).toEqual([
    '✓ node     20.20.2',
    '✗ cluster  away',
    '           → wait',
    '',
    '2 checks: 1 failed, 0 to look at',
  ]);
});

it('a machine without a cluster is told so with exit code 3, and nothing was started or made', async () => {
  const dir = await temporaryDirectory({ 'muster.config.yaml': 'maxParallel: many\n' });
  const broken = await callProgram(dir, ['doctor', '-o', 'json']);
  expect(broken.code).toBe(3);
  expect(JSON.parse(broken.out)).toMatchObject({ ok: false });
  expect(broken.out).toContain('Config.Invalid');
  const { out, code } = await callProgram(dir, ['doctor', '--no-config']);
  expect(code).toBe(3);
  expect(out).toMatch(/^✗ cluster/m);
  expect(out).toMatch(/^✓ results/m);
  expect(existsSync(join(dir, 'state'))).toBe(false);
});
