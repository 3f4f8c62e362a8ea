import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelledFailure } from '@temporalio/activity';
import { describe, expect, test } from 'vitest';
import { isAlive, isCollected, pidIn } from '../../support/processes.ts';
import { until } from '../../support/gate.ts';
import { runInGroup } from '../../../src/activities/scripts/process-group.ts';
import { scriptRig } from '../../support/run-script.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

describe('time limit', () => {
  test('a script that ignores TERM is killed after the grace and failed with its limit', async () => {
    const rig = await scriptRig(`trap '' TERM; echo ready; while :; do sleep 0.05; done`);
    expect(await rig.run({ timeoutMs: 300 })).toMatchObject({
      status: 'failed',
      reason: 'timeout',
      message: 'ran past its time limit of 300ms',
      tail: 'ready',
    });
  });

  test('a script that cleans up on TERM and exits 0 has still run past its limit', async () => {
    const rig = await scriptRig(`trap 'echo cleaned; exit 0' TERM; while :; do sleep 0.05; done`, {
      killGraceMs: 10_000,
    });
    expect(await rig.run({ timeoutMs: 300 })).toMatchObject({
      reason: 'timeout',
      tail: expect.stringContaining('cleaned') as string,
    });
  });

  test('a script that has ended in time is not late because its worker was stopped meanwhile', async () => {
    const rig = await scriptRig('echo $$ > self; sleep 0.3; exit 5');
    const running = rig.run({ timeoutMs: 1_000 });
    await pidIn(join(rig.dir, 'work/self'));
    // As SIGSTOP does: nothing is heard of until the time is over.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
    expect(await running).toMatchObject({ status: 'failed', reason: 'exit-code', exitCode: 5 });
  });

  test('children of a script that is over its limit die with it', async () => {
    const rig = await scriptRig('sleep 300 & echo $! > child; wait');
    const running = rig.run({ timeoutMs: 500 });
    const child = await pidIn(join(rig.dir, 'work/child'));
    expect(isAlive(child)).toBe(true);
    expect(await running).toMatchObject({ reason: 'timeout' });
    await until('the child’s death', () => !isAlive(child));
  });
});

describe('what a finished script leaves behind', () => {
  test('a child that holds the output neither delays the result nor survives it', async () => {
    const rig = await scriptRig('sleep 300 & echo $! > child; echo done; exit 0');
    expect(await rig.run()).toMatchObject({ status: 'passed' });
    await until('the child’s death', async () => !isAlive(await pidIn(join(rig.dir, 'work/child'))));
  });

  test('a child in the background without the output does not survive either', async () => {
    const rig = await scriptRig('sleep 300 >/dev/null 2>&1 & echo $! > child; exit 5');
    expect(await rig.run()).toMatchObject({ status: 'failed', exitCode: 5 });
    await until('the child’s death', async () => !isAlive(await pidIn(join(rig.dir, 'work/child'))));
  });
});

describe('cancellation', () => {
  test('ends the whole group and throws the cancellation itself', async () => {
    const rig = await scriptRig(`trap '' TERM; sleep 300 & echo $! > child; while :; do sleep 0.05; done`);
    const cancelled = new CancelledFailure('CANCELLED');
    const running = rig.run();
    const child = await pidIn(join(rig.dir, 'work/child'));
    rig.controller.abort(cancelled);
    await expect(running).rejects.toBe(cancelled);
    await until('the child’s death', () => !isAlive(child));
  });

  test('before the start nothing is started', async () => {
    const rig = await scriptRig('echo started > mark');
    const cancelled = new CancelledFailure('CANCELLED');
    rig.controller.abort(cancelled);
    await expect(rig.run()).rejects.toBe(cancelled);
    await expect(stat(join(rig.dir, 'work/mark'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('after the script has returned changes nothing', async () => {
    const rig = await scriptRig('sleep 300 & echo $$ > self; exit 6', { pipeSettleMs: 1_000 });
    const running = rig.run();
    const self = await pidIn(join(rig.dir, 'work/self'));
    await until('the script’s own end', () => isCollected(self));
    rig.controller.abort(new CancelledFailure('CANCELLED'));
    expect(await running).toMatchObject({ status: 'failed', exitCode: 6 });
  });

  test('a worker that shuts down says so with a type of its own', async () => {
    const rig = await scriptRig('echo $$ > self; exec sleep 300', { stoppedByWorker: true });
    const running = rig.run();
    await pidIn(join(rig.dir, 'work/self'));
    rig.controller.abort(new CancelledFailure('WORKER_SHUTDOWN'));
    await expect(running).rejects.toMatchObject({ type: 'Worker.Shutdown' });
  });
});

test('a script whose output cannot be kept is ended at once, with all that it started', async () => {
  const dir = await temporaryDirectory();
  const full = new Error('full');
  const run = runInGroup(
    { program: 'bash', args: ['-c', 'sleep 300 & echo $! > child; while echo more; do :; done'], cwd: dir, env: {} },
    {
      timeoutMs: 20_000,
      killGraceMs: 300,
      pipeSettleMs: 300,
      signal: new AbortController().signal,
      pipePath: join(dir, 'pipe'),
      onStarted: () => undefined,
      onOutput: () => Promise.reject(full),
    },
  );
  await expect(run).rejects.toBe(full);
  const child = await pidIn(join(dir, 'child'));
  await until('the end of what it started', () => !isAlive(child));
});
