import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, inject, onTestFinished, test } from 'vitest';
import { resolveBinaries, startTemporal } from '../../src/embedded/index.ts';
import { temporaryDir } from './sandbox.ts';

async function prepare() {
  const dir = await temporaryDir();
  const { temporal: binary } = await resolveBinaries(['temporal'], { env: process.env, cacheDir: inject('cacheDir') });
  return { binary, dataDir: join(dir, 'data'), logDir: join(dir, 'logs'), env: process.env };
}

test('what runs in it survives a kill -9, on the same file and the same ports', async () => {
  const options = await prepare();
  const first = await startTemporal(options);
  onTestFinished(() => first.stop());
  const cli = async (address: string, ...args: string[]) =>
    (await execa(options.binary.path, [...args, '--address', address, '--output', 'json'])).stdout;
  const start = ['workflow', 'start', '--type', 'nobody', '--task-queue', 'none', '--workflow-id', 'kept'];
  await cli(first.address, ...start);

  process.kill(first.pids.temporal, 'SIGKILL');
  expect(await first.exited).toMatchObject({ name: 'temporal', signal: 'SIGKILL' });
  await first.stop();

  const second = await startTemporal({ ...options, ports: first.ports });
  onTestFinished(() => second.stop());
  expect(second.address).toBe(first.address);
  const described = JSON.parse(await cli(second.address, 'workflow', 'describe', '--workflow-id', 'kept')) as object;
  expect(described).toMatchObject({ workflowExecutionInfo: { status: 'WORKFLOW_EXECUTION_STATUS_RUNNING' } });
});

test('a database whose making was cut short is made anew', async () => {
  const options = await prepare();
  const database = join(options.dataDir, `temporal-${options.binary.version}.db`);
  await mkdir(options.dataDir);
  await writeFile(database, 'not a database');
  const temporal = await startTemporal(options);
  await temporal.stop();
  expect((await readFile(database)).subarray(0, 13).toString()).toBe('SQLite format');
});

test('the UI answers', async () => {
  const response = await fetch(inject('temporalUiUrl'));
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('<html');
});
