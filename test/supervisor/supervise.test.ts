import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { lineOf } from '../../src/supervisor/charge.ts';
import { supervise } from '../../src/supervisor/supervise.ts';
import { gate, until } from '../support/gate.ts';
import { isAlive } from '../support/processes.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const workerMark = '0123456789abcdef';

test('its own worker’s scripts and directories end although the sweep of others has not', async () => {
  const temporaryDir = await temporaryDirectory();
  const sweeping = gate();
  const input = new PassThrough();
  const ended = supervise({ input, workerMark, temporaryDir, sweep: () => sweeping.opened });
  const script = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => void script.kill('SIGKILL'));
  // One that is guarded, and one that was made for a script not yet started.
  const [guarded, bare] = ['a1b2c3', 'd4e5f6'].map((random) => join(temporaryDir, `muster-${workerMark}-${random}`));
  for (const dir of [guarded, bare]) mkdirSync(dir ?? '');
  input.end(lineOf({ add: { pid: script.pid ?? 0, dir: guarded ?? '' } }));
  await until('the script to die', () => !isAlive(script.pid ?? 0));
  await until('the directories to go', () => readdirSync(temporaryDir).length === 0);
  sweeping.open();
  await expect(ended).resolves.toBeUndefined();
});

test('a sweep that fails leaves no script unguarded', async () => {
  const temporaryDir = await temporaryDirectory();
  const input = new PassThrough();
  const sweep = () => Promise.reject(new Error('EMFILE'));
  const ended = supervise({ input, workerMark, temporaryDir, sweep });
  const script = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => void script.kill('SIGKILL'));
  input.end(lineOf({ add: { pid: script.pid ?? 0, dir: join(temporaryDir, 'none') } }));
  await expect(ended).resolves.toBeUndefined();
  await until('the script to die', () => !isAlive(script.pid ?? 0));
});
