import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { claimDataDir } from '../../src/embedded/data-dir.ts';
import { identityOf, isAlive } from '../../src/embedded/process-identity.ts';
import { temporaryDir } from './sandbox.ts';

async function startProcess() {
  const child = execa(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { reject: false });
  onTestFinished(() => void child.kill('SIGKILL'));
  const identity = child.pid === undefined ? undefined : identityOf(child.pid);
  if (identity === undefined) throw new Error('it does not run');
  return { child, identity };
}

test('a directory in use by a living process is refused, and free once it is released', async () => {
  const dir = await temporaryDir();
  const claim = await claimDataDir(dir);
  await expect(claimDataDir(dir)).rejects.toMatchObject({
    type: 'Embedded.StartFailed',
    message: `Process ${process.pid} is running servers on ${dir}. End it first.`,
  });
  await claim.release();
  await (await claimDataDir(dir)).release();
});

test('what a dead owner left running is ended before the directory is used again', async () => {
  const dir = await temporaryDir();
  const { identity: server } = await startProcess();
  const { child, identity: owner } = await startProcess();
  await writeFile(join(dir, 'owner.json'), JSON.stringify({ owner, servers: [server] }));
  child.kill('SIGKILL');
  await child;
  await claimDataDir(dir);
  expect(isAlive(server)).toBe(false);
});

test('a process that merely got the pid of a dead server is left alone', async () => {
  const dir = await temporaryDir();
  const { identity: bystander } = await startProcess();
  const servers = [{ ...bystander, startedAt: 'earlier' }];
  await writeFile(
    join(dir, 'owner.json'),
    JSON.stringify({ owner: { pid: process.pid, startedAt: 'earlier' }, servers }),
  );
  await claimDataDir(dir);
  expect(isAlive(bystander)).toBe(true);
});

test('a torn record claims nothing', async () => {
  const dir = await temporaryDir();
  await writeFile(join(dir, 'owner.json'), '{"owner":{"pi');
  await expect(claimDataDir(dir)).resolves.toBeDefined();
});
