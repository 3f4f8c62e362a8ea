import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { storePlaceOf } from '../../src/artifacts/store-place.ts';
import { openArtifactStore, type ArtifactStore } from '../../src/artifacts/index.ts';
import { openS3Store } from '../../src/artifacts/s3-store.ts';
import type { S3Place } from '../../src/artifacts/s3-client.ts';
import { s3Program } from '../support/s3-program.ts';
import { startS3Server, type S3Account, type S3Server } from '../support/s3-server.ts';
import { describeStore } from './store-contract.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** The server itself takes minutes to build on a machine that has never done it. */
const FIRST_BUILD_MS = 900_000;
const SHORT_MS = 700;

const program = await s3Program(inject('cacheDir'));
if ('missing' in program) process.stderr.write(`the tests of the S3 store are left out: ${program.missing}\n`);

describe.skipIf('missing' in program)('an S3 bucket as a store', () => {
  let server: S3Server;
  beforeAll(async () => {
    if ('path' in program) server = await startS3Server(program.path);
    await server.addBucket('artifacts');
  }, FIRST_BUILD_MS);
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });

  const addressOf = (bucket: string, prefix: string, endpoint = server.endpoint) =>
    `s3://${bucket}/${prefix}?endpoint=${encodeURIComponent(endpoint)}`;

  async function open(bucket: string, account: S3Account = server.root, prefix: string = randomUUID()) {
    const store = await openArtifactStore(addressOf(bucket, prefix), { ...account });
    onTestFinished(() => store.close());
    return store;
  }

  /** With time limits that a test can wait for. */
  function openQuick(endpoint: string): ArtifactStore {
    const place = storePlaceOf(addressOf('artifacts', randomUUID(), endpoint)) as S3Place;
    const store = openS3Store(place, { ...server.root }, SHORT_MS);
    onTestFinished(() => store.close());
    return store;
  }

  describeStore(() => open('artifacts'));

  test('its name has neither credentials nor settings in it', async () => {
    expect((await open('artifacts', server.root, 'team/suite')).place).toBe('s3://artifacts/team/suite');
  });

  test('stores below other prefixes of the bucket see nothing of each other', async () => {
    const [one, other] = [
      await open('artifacts', server.root, 'one'),
      await open('artifacts', server.root, 'one-more'),
    ];
    await one.put('x', Buffer.from('1'));
    expect(await other.list('')).toEqual([]);
    expect(await other.get('x', 10)).toBeUndefined();
    expect(await one.list('')).toEqual([{ key: 'x', bytes: 1 }]);
  });

  test('a bucket that is missing is said so, and no read takes it for a missing object', async () => {
    const store = await open('no-such-bucket');
    const missing = { type: 'Artifacts.Unusable', message: expect.stringContaining('NoSuchBucket') as string };
    await expect(store.check()).rejects.toMatchObject(missing);
    await expect(store.get('x', 10)).rejects.toMatchObject(missing);
    await expect(store.list('')).rejects.toMatchObject(missing);
  });

  test('a bucket that may only be read can be read from, and is refused by a check', async () => {
    await server.addBucket('read-only');
    const reader = await server.addUser('reader');
    await server.grant('read-only', reader, ['s3:GetObject', 's3:ListBucket']);
    await (await open('read-only', server.root, 'shared')).put('x', Buffer.from('written by its owner'));
    const store = await open('read-only', reader, 'shared');
    expect((await store.get('x', 100))?.toString()).toBe('written by its owner');
    expect(await store.list('')).toHaveLength(1);
    await expect(store.check()).rejects.toMatchObject({
      type: 'Artifacts.Unusable',
      message: expect.stringContaining('AccessDenied') as string,
      fix: expect.stringContaining('s3:PutObject') as string,
    });
  });

  test('the four rights of the documentation are enough, and all of them are needed', async () => {
    const rights = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:ListBucket'];
    await server.addBucket('least');
    const user = await server.addUser('least-user');
    await server.grant('least', user, rights);
    const store = await open('least', user);
    await store.check();
    expect(await store.get('missing', 10)).toBeUndefined();
    expect(await store.list('')).toEqual([]);
    for (const right of rights) {
      await server.grant(
        'least',
        user,
        rights.filter((each) => each !== right),
      );
      const missing = { type: 'Artifacts.Unusable', message: expect.stringContaining('AccessDenied') as string };
      await expect(Promise.all([store.check(), store.list('')])).rejects.toMatchObject(missing);
    }
  });

  test.each([
    ['of nobody', () => ({ AWS_ACCESS_KEY_ID: 'nobody', AWS_SECRET_ACCESS_KEY: 'x' })],
    ['with the wrong secret', () => ({ ...server.root, AWS_SECRET_ACCESS_KEY: 'very-wrong-secret' })],
  ])('credentials %s are refused for good, and are not in the message', async (_, account) => {
    const failure: unknown = await (await open('artifacts', account())).check().catch((error: unknown) => error);
    expect(failure).toMatchObject({ type: 'Artifacts.Unusable', fix: expect.stringContaining('AWS_') as string });
    expect(String(failure)).not.toContain('very-wrong-secret');
  });

  test('a service that does not answer is given up in time, and that is worth another try', async () => {
    const proxy = await startTcpProxy(server.port);
    proxy.refuse(true);
    const store = openQuick(`http://127.0.0.1:${proxy.port}`);
    await expect(store.get('x', 10)).rejects.toMatchObject({ type: 'Artifacts.Unavailable' });
    proxy.refuse(false);
    expect(await store.get('x', 10)).toBeUndefined();
  });

  test('a service that takes requests and says nothing is given up in time', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const store = openQuick(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const startedAtMs = performance.now();
    await expect(store.put('x', Buffer.from('x'))).rejects.toMatchObject({ type: 'Artifacts.Unavailable' });
    expect(performance.now() - startedAtMs).toBeLessThan(10 * SHORT_MS);
  });

  test('a service that fails now and then is tried again, and what fails for good is not', async () => {
    let count = 0;
    let status = 503;
    const flaky = createServer((_, answer) => {
      count += 1;
      answer.writeHead(count >= 3 && status === 503 ? 200 : status, { 'content-length': 0 }).end();
    });
    await new Promise<void>((resolve) => flaky.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      flaky.closeAllConnections();
      flaky.close();
    });
    const store = openQuick(`http://127.0.0.1:${(flaky.address() as AddressInfo).port}`);
    await store.put('x', Buffer.from('x'));
    expect(count).toBe(3);
    [count, status] = [0, 403];
    await expect(store.put('x', Buffer.from('x'))).rejects.toMatchObject({ type: 'Artifacts.Unusable' });
    expect(count).toBe(1);
  });

  test('a connection that breaks in the middle of a file leaves no part of it', async () => {
    const proxy = await startTcpProxy(server.port);
    const store = openQuick(`http://127.0.0.1:${proxy.port}`);
    const dir = await temporaryDirectory({ big: Buffer.alloc(8 * 1024 * 1024, 7) });
    const cutting = setInterval(() => proxy.cut(), 1);
    await expect(store.putFile('big', join(dir, 'big'))).rejects.toMatchObject({ type: 'Artifacts.Unavailable' });
    clearInterval(cutting);
    expect(await store.get('big', 10)).toBeUndefined();
  });
});
