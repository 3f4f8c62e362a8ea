import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { startTemporal } from '../../src/embedded/index.ts';
import { HOUR_MS } from '../../src/shared/limits.ts';
import { metadataOf } from '../../src/kubernetes/index.ts';
import { until } from '../support/gate.ts';
import { Installation, packageRoot } from '../support/installation.ts';

let muster: Installation;
beforeAll(async () => {
  muster = new Installation();
  const up = await muster.muster('up', '--profile', 'workloads');
  expect(up.exitCode, up.stderr).toBe(0);
});
afterAll(async () => {
  await muster[Symbol.asyncDispose]();
});

interface Up {
  readonly temporal: { readonly address: string; readonly uiUrl: string };
  readonly worker: { readonly taskQueue: string };
}

async function running(): Promise<Up> {
  const { stdout } = await muster.muster('up', '--profile', 'workloads', '-o', 'json');
  return JSON.parse(stdout) as Up;
}

test('`muster up` is idempotent and says where everything is', async () => {
  const up = await running();
  expect(up.temporal.address).toMatch(/^127\.0\.0\.1:\d+$/);
  expect((await fetch(up.temporal.uiUrl)).status).toBe(200);
  expect(up.worker.taskQueue).toMatch(/^muster-/);
});

test('the example scenarios pass, each in its own namespace', async () => {
  const results = muster.freshPath('results');
  const examples = join(packageRoot, 'examples', 'scenarios');
  const run = await muster.muster('run', examples, '--embedded', '-j', '6', '-r', results);
  expect(run.exitCode, run.stderr).toBe(0);
  const { total, passed } = muster.readJson<{ total: number; passed: number }>(results, 'aggregated.json');
  expect(total).toBeGreaterThanOrEqual(12);
  expect(passed).toBe(total);
});

test('a run can be started by `temporal workflow start` with nothing but a directory', async () => {
  const { temporal, worker } = await running();
  const dir = muster.scenarios({ 'by-hand.sh': 'kubectl get namespace "$1"' });
  const results = muster.freshPath('results');
  const cli = await muster.temporalProgram();
  await execa(cli.path, [
    'workflow',
    'execute',
    `--address=${temporal.address}`,
    '--type=runWorkflow',
    `--task-queue=${worker.taskQueue}`,
    '--workflow-id=by-hand',
    `--input=${JSON.stringify({ scenariosDir: dir, resultsDir: results })}`,
  ]);
  expect(muster.readJson(results, 'by-hand.json')).toMatchObject({ status: 'passed' });
  const status = await muster.muster('status', 'by-hand');
  expect(status.exitCode).toBe(0);
});

test('bad input by hand fails the run at once with a type and a sentence', async () => {
  const { temporal, worker } = await running();
  const cli = await muster.temporalProgram();
  const failed = await execa(
    cli.path,
    [
      'workflow',
      'execute',
      `--address=${temporal.address}`,
      '--type=runWorkflow',
      `--task-queue=${worker.taskQueue}`,
      '--input={"maxParalel":3}',
      '--output=json',
    ],
    { reject: false },
  );
  expect(failed.exitCode).not.toBe(0);
  expect(failed.stdout + failed.stderr).toContain('Run.InvalidInput');
  expect(failed.stdout + failed.stderr).toContain('maxParalel');
});

test('a schedule really fires, can be triggered, paused and deleted', async () => {
  const dir = muster.scenarios({ 'nightly.sh': 'exit 0' });
  const results = muster.freshPath('results');
  // Every second: the first start is at most a second away.
  const created = await muster.muster(
    'schedule',
    'create',
    'often',
    dir,
    '--embedded',
    '-r',
    results,
    '--cron',
    '* * * * * * *',
  );
  expect(created.exitCode, created.stderr).toBe(0);
  await until('the schedule to fire', () => existsSync(join(results, 'nightly.json')));
  const described = await muster.muster('schedule', 'describe', 'often');
  expect(described.stdout).toContain('often');
  expect((await muster.muster('schedule', 'pause', 'often')).exitCode).toBe(0);
  expect((await muster.muster('schedule', 'list')).stdout).toContain('often');
  expect((await muster.muster('schedule', 'trigger', 'often')).exitCode).toBe(0);
  expect((await muster.muster('schedule', 'delete', 'often')).exitCode).toBe(0);
  expect((await muster.muster('schedule', 'list')).stdout).not.toContain('often');
  const again = await muster.muster('schedule', 'create', 'bad', dir, '--embedded', '--cron', 'not a cron');
  expect(again.exitCode).toBe(2);
});

test("a suite in the predecessor's shape runs unmodified through its own entry script", async () => {
  const suite = join(packageRoot, 'test', 'fixtures', 'predecessor');
  const results = muster.freshPath('results');
  const script = join(packageRoot, 'scripts', 'parallel', 'run_parallel.sh');
  const run = await execa('bash', [script, '-s', 'scripts/tests/smoke/scenarios', '-r', results, '-j', '3'], {
    cwd: suite,
    env: { ...muster.env, KUBECONFIG: muster.kubeconfigPath, PATH: `${muster.env['PATH']}:${inject('toolsDir')}` },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  expect(run.exitCode, run.stderr).toBe(0);
  const { total, failed } = muster.readJson<{ total: number; failed: number }>(results, 'aggregated.json');
  expect(total).toBeGreaterThanOrEqual(4);
  expect(failed).toBe(0);
});

test('the working directory and the environment of scripts are those of the caller', async () => {
  const dir = muster.scenarios({ 'env.sh': 'echo "here: $PWD $WORD_OF_CALLER"; test -n "$RELEASE_NAME"' });
  const results = muster.freshPath('results');
  const run = await muster.start(['run', dir, '--embedded', '-r', results, '--name', 'env'], {
    cwd: dir,
    env: { WORD_OF_CALLER: 'only-in-the-file' },
  });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(readFileSync(join(results, 'env.log'), 'utf8')).toContain(`here: ${dir} only-in-the-file`);
});

test("with TEMPORAL_ADDRESS the run is on that Temporal and its scripts still on this machine's worker", async () => {
  const binary = await muster.temporalProgram();
  const dataDir = muster.freshPath('team');
  const team = await startTemporal({ binary, dataDir, logDir: dataDir, env: process.env });
  onTestFinished(() => team.stop());
  const env = { TEMPORAL_ADDRESS: team.address };
  const dir = muster.scenarios({ 'here.sh': 'hostname' });
  const results = muster.freshPath('results');
  const run = await muster.start(['run', dir, '--embedded', '-r', results, '--name', 'on-team'], { env });
  expect(run.exitCode, run.stderr).toBe(0);
  expect((await muster.start(['list'], { env })).stdout).toContain('on-team');
  expect((await muster.muster('list')).stdout).not.toContain('on-team');
  expect(muster.readJson(results, 'here.json')).toMatchObject({ status: 'passed' });
});

test('`muster cleanup` needs only a kubeconfig and deletes what carries our mark, nothing that only looks like it', async () => {
  const owner = { scenario: 'a.sh', attempt: 1, temporalNamespaceId: 'gone', workflowId: 'muster-ghost/1/a.sh' };
  const manifest = muster.freshPath('namespace.json');
  // Not expired: the janitor that runs beside this would be faster.
  const metadata = metadataOf({ ...owner, runName: 'ghost', firstRunId: 'gone' }, Date.now() + 24 * HOUR_MS);
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'muster-ghost-left', ...metadata } };
  writeFileSync(manifest, JSON.stringify(namespace));
  await muster.kubectl('create', '-f', manifest);
  await muster.kubectl('create', 'namespace', 'muster-ghost-stranger');
  const cleanup = (...flags: string[]) =>
    muster.start(['cleanup', '--kubeconfig', muster.kubeconfigPath, '--run', 'ghost', ...flags], {
      env: { XDG_STATE_HOME: muster.freshPath('no-state') },
    });
  const dry = await cleanup('--dry-run');
  expect(dry.stdout, dry.stderr).toContain('muster-ghost-left');
  expect(await muster.namespaces('ghost')).toEqual(['namespace/muster-ghost-left']);
  const wet = await cleanup('-y');
  expect(wet.exitCode, wet.stderr).toBe(0);
  expect(await muster.namespaces('ghost')).toEqual([]);
  expect(await muster.kubectl('get', 'namespace', 'muster-ghost-stranger', '-o', 'name')).toContain('stranger');
  await muster.kubectl('delete', 'namespace', 'muster-ghost-stranger', '--wait=false');
});

test("with one's own kubeconfig and scripts nothing else changes", async () => {
  const dir = muster.scenarios({ 'mine.sh': 'kubectl create configmap mine --from-literal=a=b' });
  const results = muster.freshPath('results');
  const kubeconfig = muster.freshPath('config');
  copyFileSync(muster.kubeconfigPath, kubeconfig);
  const env = { PATH: `${muster.env['PATH']}:${inject('toolsDir')}` };
  const run = await muster.start(['run', dir, '--kubeconfig', kubeconfig, '-j', '8', '-r', results], { env });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stderr).toContain('cluster muster-embedded');
  expect(muster.readJson(results, 'mine.json')).toMatchObject({ status: 'passed' });
});
