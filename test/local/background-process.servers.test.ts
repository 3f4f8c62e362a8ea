import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { readBackgroundState, readLiveState } from '../../src/local/background-state.ts';
import { ensureLocal } from '../../src/local/ensure-local.ts';
import { localStatus } from '../../src/local/local-status.ts';
import { isAlive, signalProcess, type ProcessIdentity } from '../../src/embedded/process-identity.ts';
import { statePathsOf } from '../../src/local/state-dir.ts';
import { stopLocal } from '../../src/local/stop-local.ts';
import { musterVersion } from '../../src/local/version.ts';
import { until } from '../support/gate.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Real processes of the built program, with servers that only sleep. */
const entry = fileURLToPath(new URL('../fixtures/fake-background.mjs', import.meta.url));
const kind = { kubeconfigPath: '/k', context: 'kind', server: 'https://127.0.0.1:6443' };

async function rig() {
  const stateDir = await temporaryDirectory();
  const paths = statePathsOf(stateDir);
  onTestFinished(async () => void (await stopLocal({ stateDir, purge: true })));
  const ensure = () =>
    ensureLocal(
      { temporal: true, worker: { cluster: kind, temporalEnv: {} } },
      {
        stateDir,
        env: { ...process.env, FAKE_VERSION: musterVersion() },
        attached: false,
        onProgress: () => {},
        entry,
      },
    );
  const state = () => {
    const found = readLiveState(paths.stateFile);
    if (found === undefined) throw new Error('no background process');
    return found;
  };
  return { stateDir, paths, ensure, state };
}

const gone = (processes: readonly ProcessIdentity[]) =>
  until('the processes have ended', () => !processes.some(isAlive));

test('of two commands at once one starts it, and both get the same servers', async () => {
  const { ensure } = await rig();
  const [one, other] = await Promise.all([ensure(), ensure()]);
  expect(one.startedBackground).toBe(!other.startedBackground);
  expect({ ...one, startedBackground: 0 }).toEqual({ ...other, startedBackground: 0 });
});

test('after a kill -9 the next command goes on with new servers, and the old ones are gone', async () => {
  const { ensure, state } = await rig();
  const before = await ensure();
  const killed = state();
  expect(killed.children.map((child) => child.name)).toEqual(['temporal', expect.stringMatching(/^worker muster-/)]);
  signalProcess(killed.process, 'SIGKILL');
  const after = await ensure();
  expect(after).toMatchObject({ startedBackground: true, temporal: before.temporal });
  expect(after.worker?.taskQueue).toBe(before.worker?.taskQueue);
  expect(killed.children.filter(isAlive)).toEqual([]);
  expect(state().children.every(isAlive)).toBe(true);
});

test('a child that is killed is started again', async () => {
  const { ensure, state, stateDir } = await rig();
  const before = await ensure();
  const child = state().children.find((each) => each.pid === before.worker?.pid);
  if (child === undefined) throw new Error('the worker is not recorded');
  signalProcess(child, 'SIGKILL');
  await gone([child]);
  const after = await ensure();
  expect(after.worker?.pid).not.toBe(before.worker?.pid);
  expect(await localStatus({ stateDir })).toMatchObject({
    workers: [{ restartCount: 1, problem: 'killed by SIGKILL' }],
  });
});

test('an idle one of another version is replaced', async () => {
  const { ensure, state, paths, stateDir } = await rig();
  const old = spawn(process.execPath, [entry, '--state-dir', stateDir], {
    env: { ...process.env, FAKE_VERSION: '0.0.1' },
    stdio: 'ignore',
  });
  await until('the old one is up', () => readLiveState(paths.stateFile) !== undefined);
  expect(state().process.pid).toBe(old.pid);
  expect(await ensure()).toMatchObject({ startedBackground: true });
  expect(state().version).toBe(musterVersion());
  expect(old.exitCode).toBe(0);
});

test('stopping ends everything in order; purging removes our files and leaves others alone', async () => {
  const { ensure, state, stateDir, paths } = await rig();
  await ensure();
  const { process: background, children } = state();
  writeFileSync(join(stateDir, 'mine.txt'), 'of the user');
  expect(await stopLocal({ stateDir, purge: false })).toBe('stopped');
  expect([background, ...children].filter(isAlive)).toEqual([]);
  expect(existsSync(paths.portsFile)).toBe(true);
  expect(await stopLocal({ stateDir, purge: true })).toBe('not-running');
  expect(existsSync(paths.portsFile)).toBe(false);
  expect(existsSync(join(stateDir, 'mine.txt'))).toBe(true);
});

test('stopping also ends what a killed one left', async () => {
  const { ensure, state, stateDir, paths } = await rig();
  await ensure();
  const { process: background, children } = state();
  signalProcess(background, 'SIGKILL');
  await gone([background]);
  expect(await stopLocal({ stateDir, purge: false })).toBe('stopped');
  expect(children.filter(isAlive)).toEqual([]);
  expect(readBackgroundState(paths.stateFile)).toBeUndefined();
});

test('an attached one ends with the process that started it, also when that is killed', async () => {
  const { stateDir, paths } = await rig();
  const caller = `
    import { ensureLocal } from ${JSON.stringify(new URL('../../dist/local/index.js', import.meta.url).href)};
    const env = { ...process.env, FAKE_VERSION: ${JSON.stringify(musterVersion())} };
    await ensureLocal({ temporal: true }, { stateDir: ${JSON.stringify(stateDir)}, env, attached: true, onProgress() {}, entry: ${JSON.stringify(entry)} });
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', caller], { stdio: 'inherit' });
  onTestFinished(() => void parent.kill('SIGKILL'));
  await until('its Temporal is up', () => (readLiveState(paths.stateFile)?.children.length ?? 0) > 0);
  const found = readLiveState(paths.stateFile);
  parent.kill('SIGKILL');
  await gone(found === undefined ? [] : [found.process, ...found.children]);
  expect(await localStatus({ stateDir })).toEqual({ running: false });
});
