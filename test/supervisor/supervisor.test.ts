import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { until } from '../support/gate.ts';
import { isAlive } from '../support/processes.ts';

const fixture = fileURLToPath(new URL('../fixtures/guarded-worker.mjs', import.meta.url));

interface Said {
  readonly script?: number;
  readonly supervisor: number;
}

/** A worker that guards this script; what it said last about itself. */
async function guardedWorker(script: string) {
  const dir = mkdtempSync(join(tmpdir(), 'muster-supervised-'));
  const worker = spawn(process.execPath, [fixture, script, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said: Said | undefined;
  let scriptPid = 0;
  createInterface({ input: worker.stdout }).on('line', (line) => {
    said = JSON.parse(line) as Said;
    scriptPid = said.script ?? scriptPid;
  });
  onTestFinished(() => {
    worker.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  });
  await until('the worker', () => said !== undefined);
  const file = (name: string) => join(dir, name);
  const pidIn = async (name: string): Promise<number> => {
    await until(name, () => existsSync(file(name)) && readFileSync(file(name), 'utf8').trim() !== '');
    return Number(readFileSync(file(name), 'utf8'));
  };
  return { dir, worker, script: scriptPid, supervisorPid: () => said?.supervisor ?? 0, pidIn };
}

describe('when the worker is killed with -9', () => {
  test.runIf(process.platform === 'linux').each([
    ['its children', 'sleep 300 & echo $! > pid; wait'],
    ['one that ignores TERM', `trap '' TERM; echo $$ > pid; while true; do sleep 1; done`],
    ['one that called setsid', `setsid bash -c 'echo $$ > pid; sleep 300' & sleep 300`],
    ['one under nohup', 'nohup sleep 300 & echo $! > pid; sleep 300'],
    ['one that forked twice', `(setsid bash -c '(echo $BASHPID > pid; exec sleep 300) & exit' &); sleep 300`],
    ['one whose script has already left its group', `setsid bash -c 'echo $$ > pid; exec sleep 300' & exit 0`],
  ])('the script and %s die', async (_, script) => {
    const { worker, script: scriptPid, pidIn } = await guardedWorker(script);
    const descendant = await pidIn('pid');
    expect(isAlive(descendant)).toBe(true);
    worker.kill('SIGKILL');
    await until('every process of the script to die', () => !isAlive(scriptPid) && !isAlive(descendant));
    expect(isAlive(worker.pid ?? 0)).toBe(false);
  });

  test('the private directory with its kubeconfig goes', async () => {
    const { worker, dir, pidIn } = await guardedWorker('echo secret > kubeconfig; echo $$ > pid; sleep 300');
    await pidIn('pid');
    worker.kill('SIGKILL');
    await until('the directory to go', () => !existsSync(dir));
    expect(existsSync(join(dir, 'kubeconfig'))).toBe(false);
  });
});

test('a supervisor that is killed is replaced, and its successor guards what was running', async () => {
  const { worker, script, supervisorPid, pidIn } = await guardedWorker('echo $$ > pid; exec sleep 300');
  await pidIn('pid');
  const first = supervisorPid();
  process.kill(first, 'SIGKILL');
  await until('another supervisor', () => supervisorPid() !== first && isAlive(supervisorPid()));
  expect(isAlive(script)).toBe(true);
  worker.kill('SIGKILL');
  await until('the script to die', () => !isAlive(script));
});

test.runIf(process.platform === 'linux')(
  'scripts of a worker that was killed together with its supervisor die when the next worker starts; others live',
  async () => {
    const killed = await guardedWorker('setsid bash -c "echo \\$\\$ > pid; exec sleep 300" & sleep 300');
    const living = await guardedWorker('echo $$ > pid; exec sleep 300');
    const descendant = await killed.pidIn('pid');
    await living.pidIn('pid');
    process.kill(killed.worker.pid ?? 0, 'SIGSTOP');
    process.kill(killed.supervisorPid(), 'SIGKILL');
    await until('the supervisor to end', () => !isAlive(killed.supervisorPid()));
    killed.worker.kill('SIGKILL');
    await until('the worker to end', () => !isAlive(killed.worker.pid ?? 0));
    expect([killed.script, descendant].map(isAlive)).toEqual([true, true]);
    await guardedWorker('exit 0');
    await until('its scripts to die', () => !isAlive(killed.script) && !isAlive(descendant));
    expect(isAlive(living.script)).toBe(true);
  },
);

test('a supervisor ends with its worker, however that ended', async () => {
  const { worker, supervisorPid } = await guardedWorker('exit 0');
  const pid = supervisorPid();
  worker.kill('SIGKILL');
  await until('the supervisor to end', () => !isAlive(pid));
  expect(isAlive(pid)).toBe(false);
});
