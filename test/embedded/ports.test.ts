import { createServer, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { PORT_ATTEMPTS_MAX } from '../../src/shared/limits.ts';
import { isPortFree, startOnFreePorts, type Ports } from '../../src/embedded/ports.ts';
import { awaitReady } from '../../src/embedded/readiness.ts';
import { startServer, type ServerProcess } from '../../src/embedded/server-process.ts';
import { temporaryDir } from './sandbox.ts';

const ROLES = ['main', 'side'] as const;

function occupy(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => resolve(server));
    onTestFinished(() => void server.close());
  });
}

/** A server that listens on its main port or dies, as the real ones do. */
async function listen(ports: Ports<(typeof ROLES)[number]>, after = ''): Promise<ServerProcess> {
  const script = `${after}; require('node:http').createServer((q, s) => s.end('ok')).listen(${ports.main}, '127.0.0.1')`;
  const logDir = await temporaryDir();
  const server = await startServer({
    name: 'fake',
    path: process.execPath,
    args: ['-e', script],
    env: process.env,
    logDir,
  });
  onTestFinished(() => server.stop());
  const check = async () => (await fetch(`http://127.0.0.1:${ports.main}`, { signal: AbortSignal.timeout(1_000) })).ok;
  await awaitReady({ what: 'fake', servers: [server], check, timeoutMs: 10_000 });
  return server;
}

test('a port that is taken between choosing and binding is replaced by another', async () => {
  const tried: number[] = [];
  const ports = await startOnFreePorts(ROLES, undefined, async (chosen) => {
    tried.push(chosen.main);
    if (tried.length === 1) await occupy(chosen.main);
    await listen(chosen);
    return chosen;
  });
  expect(tried).toHaveLength(2);
  expect(ports.main).toBe(tried[1]);
  expect(new Set(tried).size).toBe(2);
});

test('it is given up after the last attempt', async () => {
  let attempts = 0;
  const starting = startOnFreePorts(ROLES, undefined, async (chosen) => {
    attempts += 1;
    await occupy(chosen.main);
    return listen(chosen);
  });
  await expect(starting).rejects.toMatchObject({ type: 'Embedded.StartFailed', exit: { code: 1 } });
  expect(attempts).toBe(PORT_ATTEMPTS_MAX);
});

test('a server that dies on ports that nobody else has is not started again', async () => {
  let attempts = 0;
  const starting = startOnFreePorts(ROLES, undefined, (chosen) => {
    attempts += 1;
    return listen(chosen, 'console.log("address already in use"); process.exit(1)');
  });
  await expect(starting).rejects.toMatchObject({ type: 'Embedded.StartFailed' });
  expect(attempts).toBe(1);
});

test('preferred ports are taken when they are free, and only those that are', async () => {
  const taken = await occupy(0);
  const address = taken.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const before = await startOnFreePorts(ROLES, undefined, async (ports) => ports);
  const after = await startOnFreePorts(ROLES, { main: address.port, side: before.side }, async (ports) => ports);
  expect(after.side).toBe(before.side);
  expect(after.main).not.toBe(address.port);
  expect(await isPortFree(address.port)).toBe(false);
  expect(await isPortFree(after.main)).toBe(true);
});

test('no two roles share a port, whatever is preferred', async () => {
  const { main } = await startOnFreePorts(ROLES, undefined, async (ports) => ports);
  const ports = await startOnFreePorts(ROLES, { main, side: main }, async (chosen) => chosen);
  expect(ports.main).toBe(main);
  expect(ports.side).not.toBe(main);
});
