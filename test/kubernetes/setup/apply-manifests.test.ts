import { expect, test } from 'vitest';
import { answerError } from '../../../src/kubernetes/requests/answer-error.ts';
import { applyManifests } from '../../../src/kubernetes/setup/apply-manifests.ts';
import type { Connection } from '../../../src/kubernetes/requests/connection.ts';
import type { ApiRequest } from '../../../src/kubernetes/requests/http-exchange.ts';
import type { Manifest } from '../../../src/kubernetes/index.ts';

const manifest: Manifest = {
  place: '/x/pull.yaml, document 2',
  group: '',
  version: 'v1',
  kind: 'Secret',
  name: 'pull',
  body: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'pull', labels: { team: 'a' } }, status: {} },
};

const secrets = { resource: 'secrets', responseKind: { kind: 'Secret' }, scope: 'Namespaced', verbs: ['patch'] };

/** An API server that knows secrets; `answer` is asked for everything but discovery. */
function server(answer: (request: ApiRequest) => unknown, freshness = 'Current') {
  const requests: ApiRequest[] = [];
  const connection: Connection = {
    async send(request) {
      if (request.path === '/apis') return { kind: 'APIGroupDiscoveryList', items: [] };
      if (request.path === '/api') {
        const versions = [{ version: 'v1', freshness, resources: [secrets] }];
        return { kind: 'APIGroupDiscoveryList', items: [{ metadata: { name: '' }, versions }] };
      }
      requests.push(request);
      return await Promise.resolve(answer(request));
    },
    stream: () => Promise.reject(new Error('nothing to follow')),
    requestCount: 0,
    clockAheadMs: undefined,
    close: () => undefined,
  };
  return { connection, requests };
}

/** What the API server answers to a value, in its own words. */
function refusal(code: number, reason: string, field = 'data[k]'): Error {
  const causes = [{ reason: 'FieldValueInvalid', message: 'Invalid value: "hunter2"', field }];
  const status = { kind: 'Status', reason, message: `${field}: Invalid value: "hunter2"`, details: { causes } };
  return answerError('PATCH x', { code, text: JSON.stringify(status) });
}

test('an object is applied in the namespace, with our label beside its own and without a status', async () => {
  const { connection, requests } = server(() => ({}));
  await applyManifests(connection, 'muster-a', [manifest]);
  expect(requests).toMatchObject([
    {
      method: 'PATCH',
      path: '/api/v1/namespaces/muster-a/secrets/pull',
      contentType: 'application/apply-patch+yaml',
      query: { fieldManager: 'muster', force: 'true' },
    },
  ]);
  expect(requests[0]?.body).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'pull', namespace: 'muster-a', labels: { team: 'a', 'app.kubernetes.io/managed-by': 'muster' } },
  });
});

test('what the API server will never take is told by file, document and field, never by value', async () => {
  const { connection } = server(() => {
    throw refusal(422, 'Invalid');
  });
  const error: unknown = await applyManifests(connection, 'a', [manifest]).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    type: 'Namespace.InvalidManifest',
    retryable: false,
    message:
      '/x/pull.yaml, document 2 (Secret): the API server answered 422 Invalid at data[k]; ' +
      'kubectl apply --dry-run=server -f FILE says more',
  });
  expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('hunter2');
});

test('a refusal that passes within a moment is asked again', async () => {
  const { connection, requests } = server(() => {
    if (requests.length < 3) throw refusal(403, 'Forbidden');
    return {};
  });
  await applyManifests(connection, 'a', [manifest]);
  expect(requests).toHaveLength(3);
});

test('a 500 is told apart by a create that is only tried: an object that cannot be decoded, or a server in trouble', async () => {
  const broken = server(({ method }) => {
    throw method === 'PATCH' ? refusal(500, '') : refusal(400, 'BadRequest', '');
  });
  await expect(applyManifests(broken.connection, 'a', [manifest])).rejects.toMatchObject({
    type: 'Namespace.InvalidManifest',
    code: 400,
  });
  expect(broken.requests[1]).toMatchObject({ method: 'POST', query: { dryRun: 'All' } });
  const troubled = server(({ method }) => {
    if (method === 'PATCH') throw refusal(500, 'InternalError');
    return {};
  });
  await expect(applyManifests(troubled.connection, 'a', [manifest])).rejects.toMatchObject({
    type: 'Cluster.Unavailable',
    retryable: true,
    message: '/x/pull.yaml, document 2 (Secret): the API server answered 500 InternalError at data[k]',
  });
});

test('a kind whose API service is silent is worth another try', async () => {
  const { connection, requests } = server(() => ({}), 'Stale');
  await expect(applyManifests(connection, 'a', [manifest])).rejects.toMatchObject({
    type: 'Cluster.Unavailable',
    retryable: true,
    message: '/x/pull.yaml, document 2: the API service for v1 does not answer',
  });
  expect(requests).toEqual([]);
});

test('a cancellation ends the asking with its own reason', async () => {
  const controller = new AbortController();
  const reason = new Error('cancelled');
  const { connection } = server(() => {
    controller.abort(reason);
    throw refusal(403, 'Forbidden');
  });
  await expect(applyManifests(connection, 'a', [manifest], controller.signal)).rejects.toBe(reason);
});
