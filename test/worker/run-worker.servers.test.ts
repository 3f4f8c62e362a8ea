import { Client, Connection } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, inject, onTestFinished, test } from 'vitest';
import { taskQueuesOf } from '../../src/shared/task-queues.ts';
import { runWorker, type ReadyWorker } from '../../src/worker/index.ts';
import { until } from '../support/gate.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** temporal.api.enums.v1.TaskQueueType */
const QueueType = { workflow: 1, activity: 2 } as const;
const workflowsPath = fileURLToPath(new URL('../../src/workflows', import.meta.url));

async function connect(): Promise<Client> {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  onTestFinished(() => connection.close());
  return new Client({ connection });
}

test('serves its four queues, sweeps for orphans, and ends in order when told to', async () => {
  const client = await connect();
  const taskQueue = `worker-test-${randomUUID()}`;
  const stopping = new AbortController();
  let ready: ReadyWorker | undefined;
  const ended = runWorker({
    taskQueue,
    workflowsPath,
    stop: stopping.signal,
    temporalFile: false,
    rootDir: await temporaryDirectory(),
    kubeconfigPath: inject('kubeconfigPath'),
    env: { ...process.env, TEMPORAL_ADDRESS: inject('temporalAddress') },
    onReady: (is) => {
      ready = is;
    },
  });
  await until('the worker is ready', () => ready !== undefined);
  expect(ready).toMatchObject({ taskQueue, temporalNamespace: 'default', temporalAddress: inject('temporalAddress') });

  const janitor = client.schedule.getHandle(`janitor-of-${taskQueue}`);
  onTestFinished(() => janitor.delete());
  let sweep: string | undefined;
  await until('the janitor is triggered', async () => {
    sweep = (await janitor.describe()).info.recentActions[0]?.action.workflow.workflowId;
    return sweep !== undefined;
  });
  expect(sweep).toMatch(new RegExp(`^janitor-of-${taskQueue}-`));
  const swept: unknown = await client.workflow.getHandle(sweep ?? '').result();
  expect(swept).toMatchObject({ examinedCount: expect.any(Number) });

  const queues = taskQueuesOf(taskQueue);
  for (const name of Object.values(queues)) {
    const taskQueueType = name === queues.workflows ? QueueType.workflow : QueueType.activity;
    await until(`somebody polls ${name}`, async () => {
      const answer = await client.workflowService.describeTaskQueue({
        namespace: 'default',
        taskQueue: { name },
        // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum is in a package of Temporal's own
        taskQueueType,
      });
      return (answer.pollers ?? []).length > 0;
    });
  }

  stopping.abort();
  await expect(ended).resolves.toBeUndefined();
});

test('a kubeconfig that is not there is said before anything is connected', async () => {
  const running = runWorker({
    taskQueue: 'never',
    workflowsPath,
    rootDir: '/',
    env: {},
    stop: new AbortController().signal,
    kubeconfigPath: '/nowhere/kubeconfig',
  });
  await expect(running).rejects.toMatchObject({ type: expect.stringMatching(/^Cluster\./) });
});
