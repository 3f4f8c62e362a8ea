import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { withDeathOfParent } from '../../src/embedded/death-of-parent.ts';
import { isAlive, identityOf } from '../../src/embedded/process-identity.ts';
import { awaitReady } from '../../src/embedded/readiness.ts';
import { startServer } from '../../src/embedded/server-process.ts';
import { temporaryDir } from './sandbox.ts';

async function start(script: string) {
  const logDir = await temporaryDir();
  const args = ['-e', script];
  return startServer({ name: 'fake', path: process.execPath, args, env: process.env, logDir });
}

const forever = 'setInterval(() => {}, 1000);';

/** Settles once the child has written the line, so that its handlers are in place. */
async function hasWritten(logFile: string, line: string): Promise<void> {
  await expect.poll(() => readFile(logFile, 'utf8'), { interval: 20, timeout: 10_000 }).toContain(line);
}

test('a server that dies at start is reported at once with its last log lines', async () => {
  const server = await start(`for (let i = 1; i <= 50; i += 1) console.log('line ' + i); process.exitCode = 3;`);
  const waiting = awaitReady({ what: 'fake', servers: [server], check: async () => false });
  const error: unknown = await waiting.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ type: 'Embedded.StartFailed', exit: { name: 'fake', code: 3, signal: null } });
  expect(String(error)).toMatch(/fake ended with exit code 3\. Its last lines:\n {2}line 31\n[^]* {2}line 50$/);
});

test('the lines of an earlier start are not taken for its own', async () => {
  const logDir = await temporaryDir();
  const run = (script: string) =>
    startServer({ name: 'fake', path: process.execPath, args: ['-e', script], env: process.env, logDir });
  await (
    await run(`console.log('first')`)
  ).exited;
  const second = await (await run(`console.log('second')`)).exited;
  expect(second.tail).toBe('second');
  expect(await readFile(join(logDir, 'fake.log'), 'utf8')).toBe('first\nsecond\n');
});

test('a ready answer from a stranger does not hide that ours has died', async () => {
  const server = await start('process.exit(1)');
  await server.exited;
  const waiting = awaitReady({ what: 'fake', servers: [server], check: async () => true });
  await expect(waiting).rejects.toMatchObject({ type: 'Embedded.StartFailed' });
});

test('a server that never gets ready is given up, with the cause and the place of its log', async () => {
  const server = await start(forever);
  const check = async () => Promise.reject(new Error('not yet'));
  const waiting = awaitReady({ what: 'fake', servers: [server], check, timeoutMs: 300 });
  await expect(waiting).rejects.toMatchObject({
    message: `fake was not ready after 0.3 s; see ${server.logFile}.`,
    cause: { message: 'not yet' },
  });
  await server.stop();
});

test('stopping ends it, may be repeated, and is no death', async () => {
  const server = await start(forever);
  let died = false;
  void server.died.then(() => (died = true));
  await Promise.all([server.stop(), server.stop()]);
  await server.stop();
  expect(await server.exited).toMatchObject({ code: null, signal: 'SIGTERM' });
  expect(identityOf(server.pid)).toBeUndefined();
  expect(died).toBe(false);
});

test('one that ignores TERM is killed after the grace', async () => {
  const server = await start(`process.on('SIGTERM', () => {}); console.log('up'); ${forever}`);
  await hasWritten(server.logFile, 'up');
  await server.stop();
  expect(await server.exited).toMatchObject({ signal: 'SIGKILL' });
});

test('an unasked end is a death', async () => {
  const server = await start(forever);
  process.kill(server.pid, 'SIGKILL');
  expect(await server.died).toMatchObject({ name: 'fake', signal: 'SIGKILL' });
});

test('a program that cannot be run is a failed start', async () => {
  const logDir = await temporaryDir();
  const command = { name: 'fake', path: '/nowhere/fake', args: [], env: {}, logDir };
  await expect(startServer(command)).rejects.toMatchObject({ type: 'Embedded.StartFailed' });
});

test.runIf(process.platform === 'linux')(
  'a server dies with the process that started it, even by kill -9',
  async () => {
    const logDir = await temporaryDir();
    const { file, args } = await withDeathOfParent(process.execPath, ['-e', forever], process.env);
    expect(args[0]).toBe('--pdeathsig');
    const script = `
    const child = require('node:child_process').spawn(${JSON.stringify(file)}, ${JSON.stringify(args)}, { detached: true, stdio: 'ignore' });
    child.once('spawn', () => console.log(child.pid)); ${forever}`;
    const parent = execa(process.execPath, ['-e', script], { reject: false, cwd: logDir });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const child = identityOf(Number(line.toString()));
    if (child === undefined) throw new Error('the server is not running');
    parent.kill('SIGKILL');
    await parent;
    await expect.poll(() => isAlive(child), { interval: 20, timeout: 10_000 }).toBe(false);
  },
);
