import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectCluster, loadCluster } from '../../../src/kubernetes/index.ts';
import {
  DIAGNOSTICS_LOG_BYTES,
  DIAGNOSTICS_LOG_LINES,
  DIAGNOSTICS_LOGS_MAX,
  DIAGNOSTICS_PODS_MAX,
  DIAGNOSTICS_REQUESTS_AT_ONCE,
} from '../../../src/shared/limits.ts';
import { temporaryDir } from '../../support/cluster.ts';

/** What follows `/namespaces/ns/`, by its end, and what is answered: JSON, a text, a code, or NEVER. */
type Answers = Readonly<Record<string, object | string | number>>;

const NEVER = '(no answer)';

async function collectFrom(
  answers: Answers,
  options: { timeoutMs?: number; requestTimeoutMs?: number; redact?: (text: string) => string } = {},
) {
  const asked: string[] = [];
  let open = 0;
  let openMax = 0;
  const answer = (path: string, response: ServerResponse) => {
    const found = Object.entries(answers).find(([end]) => path.endsWith(end))?.[1] ?? { items: [] };
    if (found === NEVER) return;
    if (typeof found === 'number') response.writeHead(found).end(JSON.stringify({ kind: 'Status', code: found }));
    else response.end(typeof found === 'string' ? found : JSON.stringify(found));
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://fake');
    asked.push(decodeURIComponent(url.pathname + url.search));
    open += 1;
    openMax = Math.max(openMax, open);
    response.on('close', () => (open -= 1));
    setImmediate(() => answer(url.pathname, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const path = join(temporaryDir(), 'kubeconfig');
  const config = {
    'current-context': 'fake',
    clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } }],
    users: [{ name: 'u', user: { token: 't' } }],
    contexts: [{ name: 'fake', context: { cluster: 'c', user: 'u' } }],
  };
  writeFileSync(path, JSON.stringify(config));
  const client = connectCluster(loadCluster({ kubeconfigPath: path }, {}));
  onTestFinished(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });
  const found = await client.collectDiagnostics('ns', { redact: (text) => text, ...options });
  return { found, asked, openMax };
}

const running = { running: {} };
const statusOf = (name: string, given: object = {}) => ({
  name,
  image: 'i',
  ready: true,
  restartCount: 0,
  state: running,
  ...given,
});
const podOf = (name: string, containerStatuses: object[], given: object = {}) => ({
  metadata: { name },
  spec: { nodeName: 'node-1' },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses, ...given },
});
const notReady = { conditions: [{ type: 'Ready', status: 'False' }] };

describe('what cannot be read', () => {
  test.each([
    [403, 'these credentials may not do that (403 Forbidden)'],
    [404, 'not found (404 NotFound)'],
    [500, 'the API server answered 500 InternalError'],
    [429, 'the API server answered 429 TooManyRequests'],
  ])('because of a %i is said, and the rest is there', async (code, why) => {
    const { found } = await collectFrom({
      '/events': code,
      '/jobs': code,
      '/log': code,
      '/pods': { items: [podOf('web-0', [statusOf('app')])] },
    });
    expect(found.pods).toMatchObject([{ name: 'web-0', phase: 'Running', ready: true, node: 'node-1' }]);
    expect(found.omitted).toEqual([
      `No log of web-0/app: ${why}.`,
      `Warnings could not be read: ${why}.`,
      `Other events could not be read: ${why}.`,
      `Jobs could not be read: ${why}.`,
    ]);
  });

  test('in time is said too: the whole never takes longer than it may', async () => {
    const { found } = await collectFrom({ '/events': NEVER, '/deployments': NEVER }, { timeoutMs: 300 });
    expect(found.omitted).toEqual([
      'Warnings could not be read: the 0.3 s for all of this were over.',
      'Other events could not be read: the 0.3 s for all of this were over.',
      'Deployments could not be read: the 0.3 s for all of this were over.',
    ]);
  });

  test('because a node does not answer costs that log alone: others still come to their turn', async () => {
    const items = Array.from({ length: 6 }, (_unused, index) =>
      podOf(index < 5 ? `away-${index}` : 'near', [statusOf('app')]),
    );
    const { found } = await collectFrom(
      { '/pods': { items }, '/near/log': 'hello\n', '/log': NEVER },
      { requestTimeoutMs: 300 },
    );
    expect(found.logs).toMatchObject([{ pod: 'near', tail: 'hello' }]);
    expect(found.omitted).toEqual([
      'No log of away-0/app, away-1/app, away-2/app, away-3/app, away-4/app: no answer within 0.3 s.',
    ]);
  });

  test('because nobody answers is said of every part', async () => {
    const everything = [
      '/pods',
      '/events',
      '/deployments',
      '/statefulsets',
      '/daemonsets',
      '/jobs',
      '/persistentvolumeclaims',
    ];
    const { found } = await collectFrom(Object.fromEntries(everything.map((end) => [end, 403])));
    expect(found).toMatchObject({ pods: [], events: [], workloads: [], logs: [] });
    expect(found.omitted).toHaveLength(everything.length + 1);
  });

  test('because the namespace is gone is one sentence', async () => {
    const { found } = await collectFrom({ '/namespaces/ns': 404 });
    expect(found.omitted).toEqual(['The namespace was not there any more.']);
    expect((await collectFrom({ '/namespaces/ns': { metadata: { name: 'ns', uid: 'u' } } })).found.omitted).toEqual([]);
  });

  test('does not hold up a cancellation', async () => {
    const cancelled = new Error('cancelled');
    const controller = new AbortController();
    controller.abort(cancelled);
    const path = join(temporaryDir(), 'kubeconfig');
    const config = {
      'current-context': 'fake',
      clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:1' } }],
      users: [{ name: 'u', user: {} }],
      contexts: [{ name: 'fake', context: { cluster: 'c', user: 'u' } }],
    };
    writeFileSync(path, JSON.stringify(config));
    const client = connectCluster(loadCluster({ kubeconfigPath: path }, {}));
    onTestFinished(() => client.close());
    const collecting = client.collectDiagnostics('ns', { redact: (text) => text, signal: controller.signal });
    await expect(collecting).rejects.toBe(cancelled);
  });
});

describe('pods', () => {
  const crashed = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s' } };

  test.each([
    [
      'that is out of memory',
      { state: crashed, lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } } },
      'OOMKilled',
      137,
    ],
    [
      'that crashes',
      { state: crashed, lastState: { terminated: { reason: 'Error', exitCode: 2 } } },
      'CrashLoopBackOff',
      2,
    ],
    ['without its image', { state: { waiting: { reason: 'ErrImagePull' } } }, 'ErrImagePull', undefined],
    [
      'that was restarted',
      { ready: true, state: running, lastState: { terminated: { reason: 'Error', exitCode: 1 } } },
      'Error',
      1,
    ],
    ['that has ended', { state: { terminated: { reason: 'Completed', exitCode: 0 } } }, 'Completed', 0],
  ])('a container %s says why', async (_what, status, reason, exitCode) => {
    const { found } = await collectFrom({
      '/pods': { items: [podOf('web-0', [statusOf('app', { ready: false, ...status })])] },
    });
    expect(found.pods[0]?.containers).toMatchObject([exitCode === undefined ? { reason } : { reason, exitCode }]);
  });

  test('those with trouble come first, and only so many are kept', async () => {
    const well = Array.from({ length: DIAGNOSTICS_PODS_MAX + 3 }, (_unused, index) => podOf(`a${index}`, []));
    const { found } = await collectFrom({
      '/pods': { items: [...well, podOf('z', [], notReady)], metadata: { continue: 'c' } },
    });
    expect(found.pods.map(({ name }) => name).slice(0, 2)).toEqual(['z', 'a0']);
    expect(found.pods).toHaveLength(DIAGNOSTICS_PODS_MAX);
    expect(found.omitted).toEqual([`Pods: only the first ${well.length + 1} were read.`, '4 more pods were left out.']);
  });

  test('why one has no node, and that one is being deleted, are said', async () => {
    const unscheduled = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' };
    const pending = podOf('a', [], { phase: 'Pending', conditions: [unscheduled] });
    const deleted = podOf('b', [], notReady);
    const items = [pending, { ...deleted, metadata: { name: 'b', deletionTimestamp: '2026-01-01T00:00:00Z' } }];
    expect((await collectFrom({ '/pods': { items } })).found.pods).toMatchObject([
      { name: 'a', reason: 'Unschedulable', message: '0/1 nodes' },
      { name: 'b', reason: 'Terminating' },
    ]);
  });
});

describe('logs', () => {
  test('are those of what failed first, of the instance before where there was one, and never of what has not started', async () => {
    const pods = [
      podOf('well', [statusOf('app')]),
      podOf('restarted', [statusOf('app', { restartCount: 1, lastState: { terminated: { exitCode: 1 } } })]),
      podOf(
        'waiting',
        [statusOf('app', { ready: false, state: { waiting: { reason: 'ContainerCreating' } } })],
        notReady,
      ),
      podOf('crashed', [statusOf('app', { ready: false, state: { terminated: { exitCode: 3 } } })], notReady),
    ];
    const { found, asked } = await collectFrom({ '/log': 'hello\n', '/pods': { items: pods } });
    expect(found.logs.map(({ pod, previous }) => [pod, previous])).toEqual([
      ['crashed', false],
      ['restarted', true],
      ['restarted', false],
      ['well', false],
    ]);
    expect(asked.filter((path) => path.includes('/log'))).toHaveLength(4);
    expect(asked.find((path) => path.includes('/log'))).toMatch(/container=app&tailLines=50&limitBytes=262144/);
  });

  test('are bounded in number, lines and bytes; what was left out is said', async () => {
    const pods = Array.from({ length: 30 }, (_unused, index) => podOf(`p${index}`, [statusOf('app')]));
    const { found, openMax } = await collectFrom({
      '/log': `${'y'.repeat(300)}\n`.repeat(60),
      '/pods': { items: pods },
    });
    expect(found.logs).toHaveLength(DIAGNOSTICS_LOGS_MAX);
    expect(found.logs[0]?.tail.length).toBeLessThanOrEqual(DIAGNOSTICS_LOG_BYTES);
    expect(found.logs[0]?.tail.split('\n').length).toBeLessThanOrEqual(DIAGNOSTICS_LOG_LINES);
    expect(found.omitted).toEqual(['10 more container logs were left out.']);
    expect(openMax).toBeLessThanOrEqual(DIAGNOSTICS_REQUESTS_AT_ONCE);
  });

  test('are redacted before they are cut, as every other text', async () => {
    const redact = (text: string) => text.replaceAll('hunter2', '***');
    const message = `password hunter2 ${'m'.repeat(2_000)}`;
    const event = { type: 'Warning', reason: 'Failed', message, involvedObject: { kind: 'Pod', name: 'hunter2' } };
    const { found } = await collectFrom(
      {
        '/log': `${'a'.repeat(DIAGNOSTICS_LOG_BYTES)}\nhunter2 is ${'z'.repeat(10)}\u0000\u0007\n`,
        '/pods': { items: [podOf('web-0', [statusOf('app', { image: 'registry/hunter2' })], { message })] },
        '/events': { items: [event] },
        '/deployments': {
          items: [{ metadata: { name: 'hunter2' }, status: { conditions: [{ type: 'Available', message }] } }],
        },
      },
      { redact },
    );
    expect(JSON.stringify(found)).not.toContain('hunter2');
    expect(found.logs[0]?.tail).toBe(`*** is ${'z'.repeat(10)}`);
  });
});

describe('events', () => {
  test('come warnings first, the newest first, each once with its count', async () => {
    const eventOf = (reason: string, type: string, seconds: number, given: object = {}) => ({
      type,
      reason,
      message: reason,
      involvedObject: { kind: 'Pod', name: 'web-0' },
      lastTimestamp: new Date(seconds * 1_000).toISOString(),
      ...given,
    });
    const items = [
      eventOf('Pulled', 'Normal', 50),
      eventOf('Old', 'Warning', 10, { count: 4 }),
      eventOf('Old', 'Warning', 12),
      eventOf('New', 'Warning', 0, {
        lastTimestamp: null,
        series: { count: 7, lastObservedTime: '1970-01-01T00:00:30.000000Z' },
      }),
    ];
    const { found, asked } = await collectFrom({ '/events': { items: items.slice(0, 4) } });
    // The fake answers both questions alike: everything counts twice.
    expect(found.events.map(({ reason, count, lastSeenAtMs }) => [reason, count, lastSeenAtMs])).toEqual([
      ['New', 14, 30_000],
      ['Old', 10, 12_000],
      ['Pulled', 2, 50_000],
    ]);
    expect(asked.filter((path) => path.includes('fieldSelector=type'))).toHaveLength(2);
  });
});

describe('workloads', () => {
  const named = (name: string, rest: object) => ({ metadata: { name, generation: 1 }, ...rest });
  const seen = { observedGeneration: 1 };

  test('are those that are not as they should be', async () => {
    const { found } = await collectFrom({
      '/deployments': {
        items: [
          named('well', { spec: { replicas: 2 }, status: { ...seen, readyReplicas: 2, updatedReplicas: 2 } }),
          named('none', { spec: { replicas: 0 }, status: seen }),
          named('web', {
            spec: { replicas: 3 },
            status: { ...seen, readyReplicas: 1, conditions: [{ type: 'Available', status: 'False' }] },
          }),
          named('old', { spec: { replicas: 1 }, status: { ...seen, readyReplicas: 1, updatedReplicas: 0 } }),
          named('new', { spec: { replicas: 1 }, status: {} }),
        ],
      },
      '/daemonsets': { items: [named('agent', { status: { ...seen, numberReady: 0, desiredNumberScheduled: 2 } })] },
      '/jobs': {
        items: [
          named('done', { status: { conditions: [{ type: 'Complete', status: 'True' }] } }),
          named('broken', {
            status: { conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] },
          }),
          named('busy', { spec: { completions: 2 }, status: { succeeded: 1, failed: 2 } }),
        ],
      },
      '/persistentvolumeclaims': {
        items: [named('bound', { status: { phase: 'Bound' } }), named('data', { status: { phase: 'Pending' } })],
      },
    });
    expect(found.workloads.map(({ kind, name, state }) => `${kind} ${name}: ${state}`)).toEqual([
      'Deployment web: 1/3 ready',
      'Deployment old: 0/1 up to date',
      'Deployment new: not yet seen by its controller',
      'DaemonSet agent: 0/2 ready',
      'Job broken: failed (BackoffLimitExceeded)',
      'Job busy: 1/2 complete, 2 failed',
      'PersistentVolumeClaim data: Pending',
    ]);
  });
});

test('Secrets and ConfigMaps are never asked for', async () => {
  const { asked } = await collectFrom({});
  expect(asked.filter((path) => /secrets|configmaps/.test(path))).toEqual([]);
  expect(asked).toHaveLength(9);
});
