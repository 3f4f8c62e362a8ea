import { readFileSync, statSync, writeFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startBackground, type BackgroundOptions } from '../../../src/local/background/background.ts';
import { readBackgroundState, type BackgroundState } from '../../../src/local/background-state.ts';
import { askToStop } from '../../../src/local/call-background.ts';
import { isAlive, ownIdentity } from '../../../src/embedded/process-identity.ts';
import type { Progress } from '../../../src/local/protocol.ts';
import { ensureLocal } from '../../../src/local/ensure-local.ts';
import type { LookAtRuns, OpenRuns } from '../../../src/local/background/open-runs.ts';
import { localStatus } from '../../../src/local/local-status.ts';
import { statePathsOf } from '../../../src/local/state-dir.ts';
import { musterVersion } from '../../../src/local/version.ts';
import { fakeLauncher } from '../fake-launcher.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { sleepingChild } from '../../support/sleeping-child.ts';

async function startFake(
  options: Partial<BackgroundOptions> & { readonly fake?: ReturnType<typeof fakeLauncher> } = {},
) {
  const { fake = fakeLauncher(), stateDir = await temporaryDirectory(), ...rest } = options;
  const lines: string[] = [];
  const background = await startBackground({
    stateDir,
    version: musterVersion(),
    launcher: fake.launcher,
    hasWork: async () => false,
    lookAtRuns: async () => 'none',
    log: (line) => lines.push(line),
    ...rest,
  });
  if (background === undefined) throw new Error('somebody else has the directory');
  onTestFinished(async () => {
    background.stop('end of test');
    await background.stopped;
  });
  const paths = statePathsOf(stateDir);
  const progress: Progress[] = [];
  const ensure = (
    request: Parameters<typeof ensureLocal>[0],
    onProgress = (step: Progress) => void progress.push(step),
  ) => ensureLocal(request, { stateDir, env: {}, attached: false, onProgress, entry: '/nowhere/main.js' });
  return {
    ...fake,
    background,
    stateDir,
    paths,
    lines,
    ensure,
    progress,
    state: () => readBackgroundState(paths.stateFile),
  };
}

const kind = { kubeconfigPath: '/home/a/.kube/config', context: 'kind-dev', server: 'https://127.0.0.1:6443' };

test('gives what is asked for, once, and says where it is', async () => {
  const { ensure, events } = await startFake();
  const request = { temporal: true, kubernetes: 'api', worker: { cluster: 'embedded', temporalEnv: {} } } as const;
  const answer = await ensure(request);
  expect(answer).toEqual({
    startedBackground: false,
    temporal: { address: expect.stringMatching(/^127\.0\.0\.1:/), uiUrl: expect.stringMatching(/^http:/) },
    kubernetes: {
      kubeconfigPath: '/k/admin.kubeconfig',
      context: 'muster-embedded',
      profile: 'api',
      server: expect.stringMatching(/^https:/),
    },
    worker: { taskQueue: expect.stringMatching(/^muster-[0-9a-f]{8}-muster-embedded-/), pid: process.pid },
    toolsDir: '/tools',
  });
  expect(await ensure(request)).toEqual(answer);
  expect(events.toSorted()).toEqual(['start kubernetes api', 'start temporal', 'start worker muster-embedded']);
});

test('progress reaches everybody who waits, while it happens', async () => {
  let open: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const { ensure } = await startFake({ fake: fakeLauncher({ gate }) });
  const early: Progress[] = [];
  const first = ensure({ temporal: true }, (step) => {
    early.push(step);
    // The work goes on only once its progress has arrived here.
    open();
  });
  await first;
  expect(early).toEqual([
    { step: 'building', done: 1, total: 2 },
    { step: 'building', done: 2, total: 2 },
    { step: 'starting Temporal' },
  ]);
});

test("a server's failure arrives with its type and sentence, and the next request tries again", async () => {
  const failing = new Set(['temporal']);
  const { ensure } = await startFake({ fake: fakeLauncher({ failing }) });
  await expect(ensure({ temporal: true })).rejects.toMatchObject({
    name: 'LocalError',
    type: 'Embedded.StartFailed',
    message: 'temporal does not start',
  });
  failing.clear();
  expect((await ensure({ temporal: true })).temporal).toBeDefined();
});

test('a higher profile replaces the cluster on the same ports; a lower one is served by it', async () => {
  const { ensure, events, givenPorts } = await startFake();
  const api = await ensure({ temporal: false, kubernetes: 'api' });
  const workloads = await ensure({ temporal: false, kubernetes: 'workloads' });
  expect(workloads.kubernetes).toEqual({ ...api.kubernetes, profile: 'workloads' });
  expect((await ensure({ temporal: false, kubernetes: 'api' })).kubernetes?.profile).toBe('workloads');
  expect(events).toEqual(['start kubernetes api', 'stop kubernetes api', 'start kubernetes workloads']);
  expect(givenPorts).toEqual([undefined, { apiserver: expect.any(Number) }]);
});

test('one worker for each cluster and Temporal, and only the local Temporal hides temporal.toml', async () => {
  const { ensure, launches } = await startFake();
  const team = { TEMPORAL_ADDRESS: 'temporal.example:7233', TEMPORAL_NAMESPACE: 'ci' };
  const local = await ensure({ temporal: true, worker: { cluster: kind, temporalEnv: {} } });
  await ensure({ temporal: false, worker: { cluster: kind, temporalEnv: team } });
  await ensure({ temporal: true, worker: { cluster: kind, temporalEnv: {} } });
  expect(launches).toHaveLength(2);
  expect(launches[0]).toMatchObject({
    kubeconfigPath: kind.kubeconfigPath,
    context: kind.context,
    temporalEnvOnly: true,
    temporalEnv: { TEMPORAL_ADDRESS: local.temporal?.address, TEMPORAL_NAMESPACE: 'default' },
  });
  expect(launches[1]).toMatchObject({ temporalEnv: team, temporalEnvOnly: false });
});

test("nothing is fetched for scripts on the user's own cluster", async () => {
  const { ensure, needs } = await startFake();
  const answer = await ensure({ temporal: true, worker: { cluster: kind, temporalEnv: {} } });
  expect(needs).toEqual([expect.objectContaining({ temporal: true, kubernetes: undefined })]);
  expect(answer.toolsDir).toBeUndefined();
});

test('credentials are not written to disk', async () => {
  const { ensure, paths, state } = await startFake();
  const temporalEnv = { TEMPORAL_ADDRESS: 'temporal.example:7233', TEMPORAL_API_KEY: 'hunter2' };
  await ensure({ temporal: false, worker: { cluster: kind, temporalEnv } });
  expect(readFileSync(paths.stateFile, 'utf8')).not.toContain('hunter2');
  expect(state()?.wanted.workers).toEqual([]);
});

test('only its owner can reach it', async () => {
  const { paths, state } = await startFake();
  expect(statSync(paths.root).mode & 0o777).toBe(0o700);
  expect(statSync(paths.stateFile).mode & 0o777).toBe(0o600);
  expect(statSync(state()?.socketPath ?? '').mode & 0o777).toBe(0o600);
});

test('a second one leaves the directory to the first', async () => {
  const { stateDir, launcher } = await startFake();
  const second = await startBackground({ stateDir, version: '1', launcher, log: () => {} });
  expect(second).toBeUndefined();
  expect(await localStatus({ stateDir })).toMatchObject({ running: true });
});

test('stops workers before servers, then leaves no trace of itself', async () => {
  const { ensure, background, paths, stateDir, events, state } = await startFake();
  await ensure({ temporal: true, kubernetes: 'api', worker: { cluster: 'embedded', temporalEnv: {} } });
  const socketPath = state()?.socketPath ?? '';
  expect(await askToStop(socketPath, 'if-idle')).toBe('stopping');
  await background.stopped;
  expect(events.at(3)).toBe('stop worker muster-embedded');
  expect(events.slice(4).toSorted()).toEqual(['stop kubernetes api', 'stop temporal']);
  expect([paths.stateFile, paths.lockFile, socketPath].filter((path) => existsSync(path))).toEqual([]);
  expect(await localStatus({ stateDir })).toEqual({ running: false });
});

test('with work it does not stop when it is to stop only if idle', async () => {
  const { state, stateDir } = await startFake({ hasWork: async () => true });
  expect(await askToStop(state()?.socketPath ?? '', 'if-idle')).toBe('busy');
  expect(await localStatus({ stateDir })).toMatchObject({ running: true, stopping: false });
});

test('a command stops what it started unless somebody has a run open, also when idleness could not be told', async () => {
  let open: OpenRuns = 'others';
  const { state, background } = await startFake({ hasWork: async () => true, lookAtRuns: async () => open });
  const socketPath = state()?.socketPath ?? '';
  expect(await askToStop(socketPath, 'if-unused')).toBe('busy');
  open = 'unknown';
  expect(await askToStop(socketPath, 'if-unused')).toBe('busy');
  open = 'none';
  expect(await askToStop(socketPath, 'if-unused')).toBe('stopping');
  await background.stopped;
});

test('when its command has died it cancels the runs of that one, then stops', async () => {
  const cancelled: unknown[] = [];
  const lookAtRuns: LookAtRuns = async (_targets, cancelOf) => {
    cancelled.push(cancelOf);
    return 'none';
  };
  const { ensure, background } = await startFake({ lookAtRuns });
  await ensure({ temporal: true });
  background.clientEnded(process.pid);
  await background.stopped;
  expect(cancelled).toEqual([process.pid]);
});

test('another command that has asked for servers and still lives keeps them', async () => {
  const { ensure, background, stateDir } = await startFake();
  const starter = await sleepingChild();
  await ensure({ temporal: true });
  background.clientEnded(starter.identity.pid);
  expect(await localStatus({ stateDir })).toMatchObject({ running: true, stopping: false });
});

test('another version that has work is refused with both versions in a sentence', async () => {
  const { ensure } = await startFake({ version: '9.9.9', hasWork: async () => true });
  await expect(ensure({ temporal: true })).rejects.toMatchObject({
    type: 'Local.Busy',
    message: expect.stringContaining(`muster 9.9.9 runs here and has work; this is muster ${musterVersion()}`),
  });
});

test('what dies is started again on the same ports, and the worker stays', async () => {
  const { ensure, running, events, launches, stateDir } = await startFake();
  const request = { temporal: true, worker: { cluster: kind, temporalEnv: {} } } as const;
  const before = await ensure(request);
  running.get('temporal')?.die('temporal was killed by SIGKILL');
  const after = await ensure(request);
  expect(after).toEqual(before);
  expect(events.filter((event) => event.endsWith('temporal'))).toEqual([
    'start temporal',
    'stop temporal',
    'start temporal',
  ]);
  expect(launches).toHaveLength(1);
  expect(await localStatus({ stateDir })).toMatchObject({
    temporal: { phase: 'running', restartCount: 1, problem: 'temporal was killed by SIGKILL' },
  });
});

function stateOfKilled(
  stateDir: string,
  identity: BackgroundState['process'],
  change: Partial<BackgroundState>,
): BackgroundState {
  const paths = statePathsOf(stateDir);
  const state: BackgroundState = {
    format: 1,
    process: identity,
    startedAtMs: 1,
    version: musterVersion(),
    serverVersions: {},
    socketPath: join(stateDir, 'background.sock'),
    wanted: { temporal: true, kubernetes: 'workloads', workers: [{ cluster: 'embedded', temporalEnv: {} }] },
    children: [],
    ...change,
  };
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(paths.stateFile, JSON.stringify(state));
  writeFileSync(paths.lockFile, JSON.stringify(identity));
  writeFileSync(state.socketPath, '');
  return state;
}

test('after a kill -9 what is left is ended and what was wanted is started again on its ports', async () => {
  const stateDir = await temporaryDirectory();
  const killed = await sleepingChild();
  const orphan = await sleepingChild();
  const stranger = await sleepingChild();
  killed.child.kill('SIGKILL');
  await killed.ended;
  stateOfKilled(stateDir, killed.identity, {
    children: [
      { name: 'temporal', ...orphan.identity },
      // Its pid is somebody else's now.
      { name: 'worker', ...stranger.identity, startedAt: '1' },
    ],
  });
  writeFileSync(statePathsOf(stateDir).portsFile, JSON.stringify({ temporal: { frontend: 7_233 } }));

  const { ensure, launches, lines } = await startFake({ stateDir });
  expect(isAlive(orphan.identity)).toBe(false);
  expect(isAlive(stranger.identity)).toBe(true);
  expect(lines).toContain('ended what the last background process left: temporal');
  // Comes after what is being restored.
  const answer = await ensure({ temporal: true });
  expect(answer.temporal?.address).toBe('127.0.0.1:7233');
  await expect.poll(() => launches.map((launch) => launch.context)).toEqual(['muster-embedded']);
  expect(await localStatus({ stateDir })).toMatchObject({ kubernetes: { profile: 'workloads', phase: 'running' } });
});

test('what does not start again at once after a kill -9 is tried again, although nobody asks for it', async () => {
  const stateDir = await temporaryDirectory();
  const { child, identity, ended } = await sleepingChild();
  child.kill('SIGKILL');
  await ended;
  stateOfKilled(stateDir, identity, {});
  const failing = new Set(['kubernetes workloads']);
  const { lines, events } = await startFake({ stateDir, fake: fakeLauncher({ failing }) });
  await expect.poll(() => lines.filter((line) => line.startsWith('not started again')).length).toBeGreaterThan(1);
  failing.clear();
  await expect
    .poll(() => events, { timeout: 10_000 })
    .toEqual(expect.arrayContaining(['start kubernetes workloads', 'start worker muster-embedded']));
});

test('what was wanted is not forgotten when the successor is killed before it has started it', async () => {
  const stateDir = await temporaryDirectory();
  const { child, identity, ended } = await sleepingChild();
  child.kill('SIGKILL');
  await ended;
  const { wanted } = stateOfKilled(stateDir, identity, {});
  const never = new Promise<void>(() => {});
  const { state } = await startFake({ stateDir, fake: fakeLauncher({ gate: never }) });
  expect(state()).toMatchObject({ process: ownIdentity(), wanted });
});

test('a state of a reused pid is not believed', async () => {
  const stateDir = await temporaryDirectory();
  const { identity } = await sleepingChild();
  stateOfKilled(stateDir, { ...identity, startedAt: '1' }, {});
  expect(await localStatus({ stateDir })).toEqual({ running: false });
  await startFake({ stateDir });
  expect(await localStatus({ stateDir })).toMatchObject({ running: true, pid: process.pid });
});

test('a background process that cannot start is said with the last lines of its log', async () => {
  const stateDir = await temporaryDirectory();
  const entry = join(stateDir, 'broken.mjs');
  writeFileSync(entry, 'console.error("no such luck"); process.exit(3);');
  const started = ensureLocal(
    { temporal: true },
    { stateDir, env: process.env, attached: false, onProgress: () => {}, entry },
  );
  await expect(started).rejects.toMatchObject({
    type: 'Local.StartFailed',
    message: expect.stringMatching(/exit code 3[^]*no such luck/),
  });
});
