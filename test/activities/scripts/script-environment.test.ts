import { stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { baseEnvironment } from '../../../src/activities/scripts/script-environment.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

test("of a worker's own environment a script sees what finds programs, files, proxies and certificates", async () => {
  const allowed = {
    PATH: '/bin',
    HOME: '/root',
    USER: 'u',
    LOGNAME: 'u',
    SHELL: '/bin/sh',
    TMPDIR: '/tmp',
    TERM: 'dumb',
    LANG: 'C',
    LC_ALL: 'C',
    TZ: 'UTC',
    XDG_CACHE_HOME: '/c',
    HELM_DRIVER: 'secret',
    KUBE_EDITOR: 'vi',
    HTTPS_PROXY: 'http://p',
    no_proxy: 'localhost',
    SSL_CERT_FILE: '/ca',
    SSL_CERT_DIR: '/cas',
    KUBERNETES_SERVICE_HOST: '10.0.0.1',
  };
  const others = {
    TEMPORAL_API_KEY: 'secret',
    TEMPORAL_TLS_CLIENT_KEY_DATA: 'secret',
    KUBECONFIG: '/k',
    path: '/x',
    AWS_SECRET_ACCESS_KEY: 'secret',
    NODE_OPTIONS: '--inspect',
    UNSET: undefined,
  };
  expect(await baseEnvironment(undefined, { ...allowed, ...others })).toEqual({ variables: allowed, secretNames: [] });
});

test('a variable of the worker that is passed by its name is there as well, and its value is a secret', async () => {
  const worker = { PATH: '/bin', DB_URL: 'postgres://db', TEMPORAL_API_KEY: 'secret', EMPTY: '' };
  const { variables, secretNames } = await baseEnvironment(undefined, worker, ['DB_URL', 'EMPTY']);
  expect(variables).toEqual({ PATH: '/bin', DB_URL: 'postgres://db', EMPTY: '' });
  expect(secretNames).toEqual(['DB_URL', 'EMPTY']);
});

test('a variable that this worker lacks is said by its name, and not taken for a failure of the script', async () => {
  await expect(baseEnvironment(undefined, { PATH: '/bin' }, ['PATH', 'DB_URL', 'DB_USER'])).rejects.toMatchObject({
    type: 'Scenario.CannotStart',
    nonRetryable: true,
    message: expect.stringContaining('no variable DB_URL, DB_USER to pass') as string,
  });
});

test('a file that was handed over holds the environment and the names of its secrets, or the environment alone', async () => {
  const dir = await temporaryDirectory({
    'now.json': JSON.stringify({ variables: { A: 'a', B: 'b' }, secretNames: ['B'] }),
    'first-release.json': JSON.stringify({ A: 'a', variables: 'a variable of this name' }),
    'broken.json': JSON.stringify({ variables: { A: 1 }, secretNames: [] }),
  });
  const worker = { PATH: '/bin' };
  expect(await baseEnvironment(join(dir, 'now.json'), worker, ['NOT_ASKED'])).toEqual({
    variables: { A: 'a', B: 'b' },
    secretNames: ['B'],
  });
  expect(await baseEnvironment(join(dir, 'first-release.json'), worker)).toEqual({
    variables: { A: 'a', variables: 'a variable of this name' },
    secretNames: [],
  });
  await expect(baseEnvironment(join(dir, 'broken.json'), worker)).rejects.toMatchObject({
    type: 'Scenario.CannotStart',
  });
});

test('a file that a script reads is as young as that: its age decides when it is swept', async () => {
  const dir = await temporaryDirectory({ 'used.json': JSON.stringify({ variables: { A: 'a' }, secretNames: [] }) });
  const file = join(dir, 'used.json');
  await utimes(file, 1, 1);
  const beforeMs = Date.now();
  await baseEnvironment(file, {});
  // File systems may count in whole seconds.
  expect((await stat(file)).mtimeMs).toBeGreaterThanOrEqual(beforeMs - 2000);
});

test('a file that is no environment keeps its age', async () => {
  const dir = await temporaryDirectory({ 'notes.json': '[]' });
  const file = join(dir, 'notes.json');
  await utimes(file, 1, 1);
  await expect(baseEnvironment(file, {})).rejects.toMatchObject({ type: 'Scenario.CannotStart' });
  expect((await stat(file)).mtimeMs).toBe(1000);
});
