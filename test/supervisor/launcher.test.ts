import { constants, createReadStream, existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { LauncherLost, LaunchRefused, startLauncher, type Launcher } from '../../src/supervisor/index.ts';
import { until } from '../support/gate.ts';
import { isAlive, pidIn } from '../support/processes.ts';
import { scriptRig } from '../support/run-script.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

function testLauncher(): Launcher {
  const launcher = startLauncher();
  onTestFinished(() => launcher.close());
  return launcher;
}

const env = { PATH: process.env['PATH'] ?? '', GREETING: 'hello\n"world"' };

async function launchShell(launcher: Launcher, source: string) {
  const cwd = await temporaryDirectory({});
  const pipePath = join(cwd, 'output');
  const program = await launcher.launch({ program: 'sh', args: ['-c', source], cwd, env }, pipePath);
  return { program, cwd, pipePath };
}

test('output that was written before anybody read, and its end, are not lost', async () => {
  const { program, pipePath } = await launchShell(testLauncher(), 'echo "$GREETING"; echo oops >&2; exit 5');
  expect(await program.exit).toEqual({ exitCode: 5, signalName: null });
  expect(program.hasExited()).toBe(true);
  // Without O_NONBLOCK it would wait for a writer, and the last one is gone.
  const reader = createReadStream(pipePath, {
    flags: (constants.O_RDONLY | constants.O_NONBLOCK) as unknown as string,
  });
  reader.once('open', () => program.opened());
  expect(await text(reader)).toBe('hello\n"world"\noops\n');
});

test('the program has nothing of ours but its environment, an empty stdin and a group of its own', async () => {
  const { program, cwd } = await launchShell(testLauncher(), 'env > env; cat > stdin; ps -o pgid= $$ > group; exit 0');
  program.opened();
  await program.exit;
  expect((await pidIn(join(cwd, 'group'))) === program.pid).toBe(true);
  const variables = await text(createReadStream(join(cwd, 'env')));
  expect(variables).not.toContain('HOME=');
  expect(await text(createReadStream(join(cwd, 'stdin')))).toBe('');
});

test('what cannot be started is refused with the code of the system', async () => {
  const launcher = testLauncher();
  const cwd = await temporaryDirectory({});
  await writeFile(join(cwd, 'taken'), '');
  const command = { program: '/no/such/program', args: [], cwd, env };
  const refusal = await launcher.launch(command, join(cwd, 'output')).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(LaunchRefused);
  expect(refusal).toMatchObject({ code: 'ENOENT', what: 'program' });
  expect(await launcher.launch(command, join(cwd, 'taken')).catch((error: unknown) => error)).toMatchObject({
    what: 'pipe',
  });
});

test('when the launcher is killed its programs are given up, and the next one is started by another', async () => {
  const launcher = testLauncher();
  const { program } = await launchShell(launcher, 'exec sleep 300');
  onTestFinished(() => void process.kill(-program.pid, 'SIGKILL'));
  const before = launcher.pid ?? 0;
  process.kill(before, 'SIGKILL');
  await expect(program.exit).rejects.toBeInstanceOf(LauncherLost);
  const { program: next } = await launchShell(launcher, 'exit 3');
  expect(await next.exit).toMatchObject({ exitCode: 3 });
  expect(launcher.pid).not.toBe(before);
});

test('what still runs when the worker has ended is killed with its group', async () => {
  const launcher = testLauncher();
  const { program, cwd } = await launchShell(launcher, 'sleep 300 & echo $! > child; wait');
  const child = await pidIn(join(cwd, 'child'));
  launcher.close();
  await until('the end of both', () => !isAlive(child) && !isAlive(program.pid));
  // It ends them before itself.
  await until('its own end', () => launcher.pid === undefined);
  expect(isAlive(program.pid)).toBe(false);
});

test('a scenario whose launcher dies ends as one of a lost worker, and nothing of it goes on', async () => {
  const launcher = testLauncher();
  const rig = await scriptRig('sleep 300 & echo $! > child; wait', { launcher });
  const running = rig.run();
  const child = await pidIn(join(rig.dir, 'work/child'));
  process.kill(launcher.pid ?? 0, 'SIGKILL');
  await expect(running).rejects.toMatchObject({ type: 'Worker.Lost', nonRetryable: false });
  await until('its end', () => !isAlive(child));
});

test('through the launcher a scenario is what it is without', async () => {
  const launcher = testLauncher();
  const failing = await scriptRig('echo out; echo err >&2; exit 5', { launcher });
  expect(await failing.run()).toMatchObject({ status: 'failed', exitCode: 5, tail: 'out\nerr' });
  const endless = await scriptRig(`trap '' TERM; while :; do sleep 0.05; done`, { launcher, killGraceMs: 50 });
  expect(await endless.run({ timeoutMs: 300 })).toMatchObject({ reason: 'timeout' });
  const nowhere = await scriptRig('#!/no/such/interpreter', { launcher });
  await expect(nowhere.run()).rejects.toMatchObject({ type: 'Scenario.CannotStart' });
  expect(existsSync(nowhere.dir)).toBe(true);
});
