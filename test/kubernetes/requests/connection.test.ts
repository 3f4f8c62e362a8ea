import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { KubernetesClient } from '../../../src/kubernetes/index.ts';
import { isCertificateTrouble } from '../../../src/kubernetes/requests/connection-error.ts';
import { connectCluster, KubernetesError, loadCluster } from '../../../src/kubernetes/index.ts';
import { readText, temporaryDir } from '../../support/cluster.ts';

const namespaceJson = JSON.stringify({ metadata: { name: 'x', uid: 'uid-x' } });

interface FakeServer {
  readonly port: number;
  readonly connectionCount: () => number;
}

async function startFakeServer(answer: RequestListener): Promise<FakeServer> {
  let connectionCount = 0;
  const server = createServer(answer);
  server.on('connection', () => (connectionCount += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connectionCount: () => connectionCount };
}

function clientOf(server: string, user: object = { token: 'first' }, requestTimeoutMs = 2_000): KubernetesClient {
  const path = join(temporaryDir(), 'kubeconfig');
  writeKubeconfig(path, server, user);
  const client = connectCluster(loadCluster({ kubeconfigPath: path }, {}), { requestTimeoutMs });
  onTestFinished(() => client.close());
  return client;
}

function writeKubeconfig(path: string, server: string, user: object): void {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'fake',
    clusters: [{ name: 'c', cluster: { server } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'fake', context: { cluster: 'c', user: 'u' } }],
  };
  writeFileSync(path, JSON.stringify(config));
}

async function errorOf(work: Promise<unknown>): Promise<KubernetesError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(KubernetesError);
  return error as KubernetesError;
}

async function clientAnsweredBy(answer: (response: ServerResponse, request: IncomingMessage) => void) {
  const { port } = await startFakeServer((request, response) => answer(response, request));
  return clientOf(`http://127.0.0.1:${port}`);
}

test('one connection serves request after request', async () => {
  const server = await startFakeServer((_request, response) => response.end(namespaceJson));
  const client = clientOf(`http://127.0.0.1:${server.port}`);
  for (let index = 0; index < 20; index += 1) expect(await client.getNamespace('x')).toMatchObject({ uid: 'uid-x' });
  expect(server.connectionCount()).toBe(1);
  expect(client.apiCallCount()).toBe(20);
});

test('every request carries the credentials, the deadline for the server and nothing of a path twice', async () => {
  const seen: string[] = [];
  const { port } = await startFakeServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.end(namespaceJson);
  });
  await clientOf(`http://127.0.0.1:${port}/k8s/clusters/c-1/`).getNamespace('a/b');
  expect(seen).toEqual(['GET /k8s/clusters/c-1/api/v1/namespaces/a%2Fb?timeout=2000ms Bearer first']);
});

test('429 with Retry-After as text/plain is retryable after that time', async () => {
  const client = await clientAnsweredBy((response) =>
    response.writeHead(429, { 'Retry-After': '4', 'Content-Type': 'text/plain' }).end('Too many requests'),
  );
  expect(await errorOf(client.identity())).toMatchObject({
    type: 'Cluster.Unavailable',
    retryable: true,
    retryAfterMs: 4_000,
    code: 429,
    outcome: 'not-applied',
  });
});

test('success with a body that is not JSON was applied all the same', async () => {
  const client = await clientAnsweredBy((response) => response.writeHead(201).end('<html>'));
  const error = await errorOf(client.createNamespace('x', { labels: {}, annotations: {} }));
  expect(error).toMatchObject({ type: 'Cluster.Unavailable', outcome: 'applied', retryable: true });
});

test('a connection reset leaves the outcome open', async () => {
  const client = await clientAnsweredBy((response) => response.socket?.resetAndDestroy());
  const error = await errorOf(client.createNamespace('x', { labels: {}, annotations: {} }));
  expect(error).toMatchObject({
    type: 'Cluster.Unavailable',
    reason: 'ECONNRESET',
    outcome: 'unknown',
    retryable: true,
  });
});

test('a body that breaks off is a retryable error', async () => {
  const client = await clientAnsweredBy((response) => {
    response.writeHead(200, { 'Content-Length': '100' }).write('{"metadata":');
    setImmediate(() => response.socket?.destroy());
  });
  expect(await errorOf(client.getNamespace('x'))).toMatchObject({ type: 'Cluster.Unavailable', retryable: true });
});

test('nobody listening: surely not applied', async () => {
  const client = clientOf('http://127.0.0.1:1');
  expect(await errorOf(client.identity())).toMatchObject({
    type: 'Cluster.Unavailable',
    reason: 'ECONNREFUSED',
    outcome: 'not-applied',
    retryable: true,
  });
});

test('a host name that does not exist is a configuration error', async () => {
  const client = clientOf('https://no-such-host.invalid:6443');
  const { reason, type, retryable } = await errorOf(client.identity());
  // Without a name server the same name is a passing failure.
  const expected = {
    ENOTFOUND: ['Cluster.Misconfigured', false],
    EAI_AGAIN: ['Cluster.Unavailable', true],
  }[reason ?? ''];
  expect([type, retryable]).toEqual(expected);
});

test('a server that never answers ends with the deadline', async () => {
  const { port } = await startFakeServer(() => undefined);
  const client = clientOf(`http://127.0.0.1:${port}`, {}, 100);
  const error = await errorOf(client.deleteNamespace({ name: 'x', uid: 'u' }));
  expect(error).toMatchObject({ type: 'Cluster.Unavailable', reason: 'DEADLINE', outcome: 'unknown', retryable: true });
  expect(error.message).toBe(`DELETE namespaces/x: no answer from http://127.0.0.1:${port} within 0.1 s`);
});

test('a half-open connection in the middle of a body ends with the deadline', async () => {
  const { port } = await startFakeServer((_request, response) => response.writeHead(200).write('{"metadata":'));
  const client = clientOf(`http://127.0.0.1:${port}`, {}, 100);
  expect(await errorOf(client.getNamespace('x'))).toMatchObject({ reason: 'DEADLINE', retryable: true });
});

test('a caller that gives up gets his own reason back', async () => {
  const controller = new AbortController();
  const reason = new Error('cancelled by the caller');
  const { port } = await startFakeServer(() => controller.abort(reason));
  const client = clientOf(`http://127.0.0.1:${port}`);
  await expect(client.getNamespace('x', controller.signal)).rejects.toBe(reason);
  await expect(client.getNamespace('x', controller.signal)).rejects.toBe(reason);
});

test('a 401 is asked again once with credentials read afresh', async () => {
  const authorizations: (string | undefined)[] = [];
  const { port } = await startFakeServer((request, response) => {
    authorizations.push(request.headers.authorization);
    if (request.headers.authorization === 'Bearer second') response.end(namespaceJson);
    else response.writeHead(401).end();
  });
  const path = join(temporaryDir(), 'kubeconfig');
  writeKubeconfig(path, `http://127.0.0.1:${port}`, { token: 'first' });
  const client = connectCluster(loadCluster({ kubeconfigPath: path }, {}));
  onTestFinished(() => client.close());
  expect(await errorOf(client.getNamespace('x'))).toMatchObject({ type: 'Cluster.Unauthorized', retryable: false });
  writeKubeconfig(path, `http://127.0.0.1:${port}`, { token: 'second' });
  expect(await client.getNamespace('x')).toMatchObject({ uid: 'uid-x' });
  expect(authorizations).toEqual(['Bearer first', 'Bearer first', 'Bearer second']);
});

test('a kubeconfig that was turned to another server meanwhile is refused, not followed', async () => {
  const { port } = await startFakeServer((_request, response) => response.writeHead(401).end());
  const path = join(temporaryDir(), 'kubeconfig');
  writeKubeconfig(path, `http://127.0.0.1:${port}`, { token: 'first' });
  const client = connectCluster(loadCluster({ kubeconfigPath: path }, {}));
  onTestFinished(() => client.close());
  writeKubeconfig(path, 'http://127.0.0.1:1', { token: 'second' });
  expect(await errorOf(client.identity())).toMatchObject({ type: 'Cluster.Misconfigured', retryable: false });
});

test('certificates that cannot be used are read again, at once and for every later request', async () => {
  const server = 'https://127.0.0.1:1';
  const path = join(temporaryDir(), 'kubeconfig');
  const broken = Buffer.from('no certificate').toString('base64');
  writeKubeconfig(path, server, { 'client-certificate-data': broken, 'client-key-data': broken });
  const client = connectCluster(loadCluster({ kubeconfigPath: path }, {}));
  onTestFinished(() => client.close());
  expect(await errorOf(client.identity())).toMatchObject({ type: 'Cluster.Misconfigured', retryable: false });
  writeKubeconfig(path, server, { token: 'renewed' });
  expect(await errorOf(client.identity())).toMatchObject({ reason: 'ECONNREFUSED' });
});

test.each([
  ['CERT_HAS_EXPIRED', true],
  ['SELF_SIGNED_CERT_IN_CHAIN', true],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', true],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', true],
  ['ERR_OSSL_PEM_NO_START_LINE', true],
  ['ECONNRESET', false],
  ['ERR_SSL_WRONG_VERSION_NUMBER', false],
])('%s is about certificates: %s', (code, expected) => {
  expect(isCertificateTrouble(Object.assign(new Error('x'), { code }))).toBe(expected);
});

test('a plugin without an expiry runs once, not for every request, and sees its arguments', async () => {
  const dir = temporaryDir();
  const calls = join(dir, 'calls');
  const script = `echo "$1" >> ${calls}; printf '{"status":{"token":"plugged"}}'`;
  const seen = new Set<string | undefined>();
  const { port } = await startFakeServer((request, response) => {
    seen.add(request.headers.authorization);
    response.end(namespaceJson);
  });
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', script, 'sh', 'token'] };
  const client = clientOf(`http://127.0.0.1:${port}`, { exec });
  await Promise.all([client.getNamespace('x'), client.getNamespace('x')]);
  await client.getNamespace('x');
  expect(readText(calls)).toBe('token\n');
  expect([...seen]).toEqual(['Bearer plugged']);
});

test('a plugin that hangs ends with the deadline; one that is missing is a configuration error', async () => {
  const hanging = clientOf('http://127.0.0.1:1', { exec: { command: 'sleep', args: ['3'] } }, 100);
  expect(await errorOf(hanging.identity())).toMatchObject({ reason: 'DEADLINE', retryable: true });
  const missing = clientOf('http://127.0.0.1:1', { exec: { command: '/no/such/plugin' } });
  expect(await errorOf(missing.identity())).toMatchObject({ type: 'Cluster.Misconfigured', retryable: false });
});

test('a LIST is read to its last page', async () => {
  const pages: (string | null)[] = [];
  const { port } = await startFakeServer((request, response) => {
    const token = new URL(request.url ?? '', 'http://fake').searchParams.get('continue');
    pages.push(token);
    const metadata = { resourceVersion: '7', ...(token === null ? { continue: 'next' } : {}) };
    response.end(JSON.stringify({ metadata, items: [{ metadata: { name: token ?? 'first', uid: 'u' } }] }));
  });
  const records = await clientOf(`http://127.0.0.1:${port}`).listNamespaces();
  expect(records.map(({ name }) => name)).toEqual(['first', 'next']);
  expect(pages).toEqual([null, 'next']);
});

test('impersonation sends all that kubectl would send', async () => {
  let headers: NodeJS.Dict<string | string[]> = {};
  const { port } = await startFakeServer((request, response) => {
    headers = request.headersDistinct;
    response.end(namespaceJson);
  });
  const client = clientOf(`http://127.0.0.1:${port}`, { token: 't', as: 'jane', 'as-groups': ['dev', 'ops'] });
  await client.getNamespace('x');
  expect(headers).toMatchObject({ 'impersonate-user': ['jane'], 'impersonate-group': ['dev', 'ops'] });
});
